// What is shown, and how the reader changes it. The address's fragment keeps it: #rooms=3.
const tabs = [...document.querySelectorAll("[role=tab]")];
const state = { kind: "overview", index: 0, week: 0, lit: null };

// By name as people sort names: Room 2 before Room 10.
const collator = new Intl.Collator(undefined, { numeric: true });
const ordered = Object.fromEntries(
  Object.entries(kinds).map(([kind, all]) => [kind, [...all.keys()].sort((one, other) => collator.compare(all[one].name, all[other].name))]),
);

function goTo(kind, index = 0, lit = null) {
  state.lit = lit;
  const fragment = kind === "overview" ? "#overview" : `#${kind}=${index}`;
  if (location.hash === fragment) show();
  else location.hash = fragment;
}

function readFragment() {
  const [kind, index] = location.hash.slice(1).split("=");
  state.kind = kinds[kind]?.length ? kind : "overview";
  const last = state.kind === "overview" ? 0 : kinds[kind].length - 1;
  state.index = Math.max(0, Math.min(Number(index) || 0, last));
}

function show() {
  const before = state.kind;
  readFragment();
  for (const tab of tabs) {
    const chosen = tab.dataset.kind === state.kind;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
  }
  byId("overview").hidden = state.kind !== "overview";
  byId("browser").hidden = state.kind === "overview";
  if (state.kind === "overview") return;
  byId("browser").setAttribute("aria-labelledby", `tab-${state.kind}`);
  if (before !== state.kind) {
    byId("search").value = "";
    byId("choice-label").textContent = `Choose a ${kindNames[state.kind]}`;
    byId("print-all").textContent = `Print all ${tabs.find((tab) => tab.dataset.kind === state.kind).textContent.toLowerCase()}`;
  }
  fillChoice();
  showSheet();
}

function fillChoice() {
  const wanted = byId("search").value.trim().toLocaleLowerCase();
  const all = kinds[state.kind];
  const matching = ordered[state.kind].filter((index) => `${all[index].name} ${all[index].about}`.toLocaleLowerCase().includes(wanted));
  byId("choice").replaceChildren(...matching.map((index) => new Option(all[index].name, index, false, index === state.index)));
  byId("count").textContent = (wanted ? `${matching.length.toLocaleString("en")} of ` : "") + count(all.length, kindNames[state.kind]);
}

const inWeek = (event) => state.week === 0 || event.pattern.weeks.has(state.week);

function showSheet() {
  const thing = kinds[state.kind][state.index];
  const shown = thing.events.filter(inWeek);
  byId("sheet-title").textContent = thing.name;
  byId("sheet-about").textContent = [thing.about, count(shown.length, "event")].filter(Boolean).join(" · ");
  byId("week-grid").replaceChildren(weekTable(state.kind, thing, shown, select));
  byId("unplaced").replaceChildren(...unplacedNote(shown));
  byId("sheet-costs").replaceChildren(...costSection(shown, light));
  closeDetails();
  if (state.lit) light(state.lit);
}

const blocks = () => [...byId("week-grid").querySelectorAll(".event")];

function select(event) {
  for (const block of blocks()) block.setAttribute("aria-pressed", Number(block.dataset.event) === event.index);
  byId("details").hidden = false;
  byId("details").replaceChildren(...detailCard(event, goTo, closeDetails));
}

function closeDetails() {
  byId("details").hidden = true;
  for (const block of blocks()) block.setAttribute("aria-pressed", "false");
}

function light(cost) {
  for (const block of blocks()) block.classList.toggle("lit", cost.events.includes(Number(block.dataset.event)));
  byId("week-grid").querySelector(".lit")?.scrollIntoView({ block: "nearest" });
}

// A cost is best seen in a timetable that holds all of its events; of those the group's, then the trainer's.
function goToCost(cost) {
  const members = cost.events.map((index) => events[index]);
  for (const kind of ["groups", "teachers", "rooms", "courses"]) {
    const index = kinds[kind].findIndex((thing) => members.every((event) => thing.events.includes(event)));
    if (index >= 0) return goTo(kind, index, cost);
  }
  return goTo("courses", members[0].course, cost);
}

function step(by) {
  const options = [...byId("choice").options].map((option) => Number(option.value));
  const next = options[options.indexOf(state.index) + by];
  if (next !== undefined) goTo(state.kind, next);
}

function printAll() {
  const sheets = kinds[state.kind].map((thing) => {
    const shown = thing.events.filter(inWeek);
    return element("div", { class: "page" }, element("h2", {}, thing.name), weekTable(state.kind, thing, shown, () => {}), ...unplacedNote(shown));
  });
  byId("all-sheets").replaceChildren(...sheets);
  document.body.classList.add("printing-all");
  window.print();
}

function onKey(event) {
  const typing = ["INPUT", "TEXTAREA"].includes(event.target.tagName);
  if (typing || event.ctrlKey || event.metaKey || event.altKey || state.kind === "overview") return;
  if (event.key === "/") {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "[") step(-1);
  else if (event.key === "]") step(1);
  else if (event.key === "Escape") closeDetails();
}

function onTabKey(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const next = tabs[(tabs.indexOf(event.target) + by + tabs.length) % tabs.length];
  next.focus();
  goTo(next.dataset.kind);
}

function fillWeeks() {
  if (grid.weeks === 1) return;
  byId("week-tool").hidden = false;
  byId("week").append(new Option("all", 0));
  for (let week = 1; week <= grid.weeks; week += 1) byId("week").append(new Option(String(week), week));
}

for (const tab of tabs) {
  tab.addEventListener("click", () => goTo(tab.dataset.kind));
  tab.addEventListener("keydown", onTabKey);
  tab.disabled = tab.dataset.kind !== "overview" && !kinds[tab.dataset.kind].length;
}
byId("search").addEventListener("input", fillChoice);
byId("search").addEventListener("keydown", (event) => {
  const first = byId("choice").options[0];
  if (event.key === "Enter" && first) goTo(state.kind, Number(first.value));
});
byId("choice").addEventListener("change", () => goTo(state.kind, Number(byId("choice").value)));
byId("week").addEventListener("change", () => {
  state.week = Number(byId("week").value);
  showSheet();
});
byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
byId("print-one").addEventListener("click", () => window.print());
byId("print-all").addEventListener("click", printAll);
window.addEventListener("afterprint", () => {
  document.body.classList.remove("printing-all");
  byId("all-sheets").replaceChildren();
});
window.addEventListener("hashchange", show);
document.addEventListener("keydown", onKey);
fillWeeks();
fillOverview(goToCost, (index) => goTo("rooms", index));
show();
