// One week as a table: days across, slots down, an event as tall as it is long.
function weekTable(kind, thing, shown, onSelect) {
  const starting = clusterStarts(shown.filter(isPlaced));
  const covered = grid.days.map(() => 0);
  const body = element("tbody");
  tableRows.forEach((row, rowIndex) => {
    const line = element("tr", { class: row.isBreak ? "break" : "slot" }, rowHeader(row));
    grid.days.forEach((_, dayIndex) => {
      if (rowIndex < covered[dayIndex]) return;
      const cluster = row.isBreak ? undefined : starting[dayIndex].get(row.slot);
      if (cluster) {
        const span = rowOfSlot[cluster.end - 1] + 1 - rowIndex;
        covered[dayIndex] = rowIndex + span;
        line.append(element("td", { rowspan: span }, clusterBox(kind, cluster, onSelect)));
      } else {
        line.append(row.isBreak ? element("td") : freeCell(thing, dayIndex * grid.slotsPerDay + row.slot));
      }
    });
    body.append(line);
  });
  const heads = grid.days.map((name) => element("th", { scope: "col" }, name));
  const corner = element("th", { scope: "col", class: "time" }, element("span", { class: "unseen" }, "Time"));
  return element(
    "table",
    { class: "week" },
    element("caption", { class: "unseen" }, `Week of ${kindNames[kind]} ${thing.name}`),
    element("thead", {}, element("tr", {}, corner, ...heads)),
    body,
  );
}

function clusterStarts(placed) {
  const byDay = grid.days.map(() => []);
  for (const event of placed) byDay[day(event.slot)].push(event);
  return byDay.map((dayEvents) => new Map(clustersOfDay(dayEvents).map((cluster) => [cluster.first, cluster])));
}

function rowHeader(row) {
  if (!row.isBreak) return element("th", { scope: "row" }, slotStart(row.slot), element("br"), slotEnd(row.slot));
  const hours = `${slotEnd(row.slot)}–${slotStart(row.slot + 1)}`;
  return element("th", { scope: "row", title: "Break" }, hours, element("span", { class: "unseen" }, " break"));
}

function freeCell(thing, slot) {
  if (thing.unavailable.has(slot)) return element("td", { class: "unavailable", title: "Unavailable" }, element("span", { class: "unseen" }, "unavailable"));
  if (thing.disliked.has(slot)) return element("td", { class: "disliked", title: "Disliked" });
  return element("td");
}

function clusterBox(kind, cluster, onSelect) {
  const style = {
    "grid-template-columns": `repeat(${cluster.laneEnds.length}, minmax(0, 1fr))`,
    "grid-template-rows": `repeat(${cluster.end - cluster.first}, minmax(0, 1fr))`,
  };
  const blocks = cluster.blocks.map((block) => eventBlock(kind, block, cluster, onSelect));
  return element("div", { class: "cluster", style }, ...blocks);
}

function eventBlock(kind, { event, first, end, lane }, cluster, onSelect) {
  const course = kinds.courses[event.course];
  const paid = amountOf(event.costs);
  const marks = element(
    "span",
    { class: "marks" },
    event.pin ? element("span", { class: "pin", "aria-hidden": "true" }, "◆") : null,
    paid ? element("span", { class: "marker", "aria-hidden": "true" }, `+${paid.toLocaleString("en")}`) : null,
  );
  const style = {
    "--hue": course.hue,
    "grid-row": `${first - cluster.first + 1} / ${end - cluster.first + 1}`,
    "grid-column": lane + 1,
  };
  const words = describe(event);
  return element(
    "button",
    { type: "button", class: "event", style, title: words, "aria-label": words, "aria-pressed": "false", "data-event": event.index, onclick: () => onSelect(event) },
    element("span", { class: "head" }, element("span", { class: "name" }, course.name), marks),
    ...blockLines(kind, event, course),
  );
}

// The viewer knows whose timetable it is; the other three things are what the cell must say.
function blockLines(kind, event, course) {
  const lines = [];
  if (event.pattern.label) lines.push(element("span", { class: "line weeks" }, event.pattern.label));
  if (kind !== "rooms" && event.room >= 0) lines.push(element("span", { class: "line" }, kinds.rooms[event.room].name));
  if (kind !== "teachers" && course.teachers.length) lines.push(element("span", { class: "line" }, names("teachers", course.teachers).join(", ")));
  if (kind !== "groups" && course.groups.length) lines.push(element("span", { class: "line" }, names("groups", course.groups).join(", ")));
  return lines;
}

const PINNED = ["", "slot pinned", "room pinned", "slot and room pinned"];

function describe(event) {
  const course = kinds.courses[event.course];
  const facts = [eventName(event), isPlaced(event) ? when(event) : "not placed", event.pattern.label];
  if (event.room >= 0) facts.push(kinds.rooms[event.room].name);
  facts.push(names("teachers", course.teachers).join(", "), names("groups", course.groups).join(", "), PINNED[event.pin]);
  const reasons = event.costs.map((cost) => `+${cost.amount} ${cost.reason}`);
  return [facts.filter(Boolean).join(" · "), ...reasons].join("\n");
}
