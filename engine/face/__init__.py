"""Face: photos to encodings, encodings to people."""

from engine.face.class_photo import Sighting, recognise
from engine.face.encode import EncodedFace, Encoding, FaceEncoder
from engine.face.gallery import Gallery, Nearest, distance
from engine.face.models import shared_models
from engine.face.photo import Photo, PhotoLimits, read_photo
from engine.face.quality import Gates, Quality
from engine.face.refusal import Fault, PhotoRefused
from engine.face.template import Lookalikes, Template, all_lookalikes, lookalikes_of, make_template
from engine.face.threshold import SAME_PHOTO, Thresholds

__all__ = [
    "SAME_PHOTO",
    "EncodedFace",
    "Encoding",
    "FaceEncoder",
    "Fault",
    "Gallery",
    "Gates",
    "Lookalikes",
    "Nearest",
    "Photo",
    "PhotoLimits",
    "PhotoRefused",
    "Quality",
    "Sighting",
    "Template",
    "Thresholds",
    "all_lookalikes",
    "distance",
    "lookalikes_of",
    "make_template",
    "read_photo",
    "recognise",
    "shared_models",
]
