// What stands under a week grid: the chosen event in full, and every cost of the week with its reason.
function detailCard(event, goTo, onClose) {
  const course = kinds.courses[event.course];
  const link = (kind) => (index) => element("button", { type: "button", class: "link", onclick: () => goTo(kind, index) }, kinds[kind][index].name);
  const rows = [
    ["When", [isPlaced(event) ? when(event) : "not placed"]],
    ["Weeks", [event.pattern.label || "every week"]],
    ["Room", event.room >= 0 ? [link("rooms")(event.room), ` ${kinds.rooms[event.room].about}`] : []],
    ["Trainers", commaSeparated(course.teachers.map(link("teachers")))],
    ["Groups", commaSeparated(course.groups.map(link("groups")))],
    ["Course", [link("courses")(event.course), ` ${course.about}`]],
    ["Pinned", event.pin ? [PINNED[event.pin]] : []],
  ].filter(([, content]) => content.length);
  const list = element("dl", {}, ...rows.flatMap(([term, content]) => [element("dt", {}, term), element("dd", {}, ...content)]));
  const close = element("button", { type: "button", class: "close", "aria-label": "Close", onclick: onClose }, "×");
  return [element("h2", {}, eventName(event)), close, list, costList(event.costs)];
}

const commaSeparated = (nodes) => nodes.flatMap((node, index) => (index ? [", ", node] : [node]));

function costList(list, onClick = null) {
  const sorted = [...list].sort((one, other) => other.amount - one.amount);
  return element("ul", { class: "costs" }, ...sorted.map((cost) => costItem(cost, onClick)));
}

function costItem(cost, onClick) {
  const reason = onClick ? element("button", { type: "button", onclick: () => onClick(cost) }, cost.reason) : cost.reason;
  return element(
    "li",
    {},
    element("span", { class: "marker" }, `+${cost.amount.toLocaleString("en")}`),
    element("span", {}, reason),
    element("span", { class: "rule" }, spellRule(cost.rule)),
  );
}

const costsOf = (list) => [...new Set(list.flatMap((event) => event.costs))];

function costSection(shown, onClick) {
  const paid = costsOf(shown);
  if (!paid.length) return [element("p", { class: "hint" }, "Nothing in this timetable costs anything.")];
  return [element("h2", {}, `Costs that touch these events: ${amountOf(paid).toLocaleString("en")}`), costList(paid, onClick)];
}

function unplacedNote(shown) {
  const missing = shown.filter((event) => !isPlaced(event));
  return missing.length ? [element("p", {}, element("strong", {}, "Not placed: "), missing.map(eventName).join(", "))] : [];
}
