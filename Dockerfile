FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    MPLCONFIGDIR=/tmp/matplotlib

# The user owns the tree: compiled kernels are kept beside their sources, and a processor other
# than the builder's makes new ones at its first solve.
RUN useradd --create-home --uid 1000 roster \
    && install --directory --owner=roster --group=roster /opt/smart-roster /data
WORKDIR /opt/smart-roster
USER roster

COPY --chown=roster:roster requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/pip install --quiet --no-deps --require-hashes -r requirements.lock

COPY --chown=roster:roster . .
RUN .venv/bin/pip install --quiet --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m engine.timetable.kernel

WORKDIR /data
EXPOSE 8000
ENTRYPOINT ["/opt/smart-roster/.venv/bin/smart-roster"]
CMD ["--help"]
