// The page's data with its field names back (see page_data.py), and who takes part in what.
const raw = JSON.parse(byId("data").textContent);
const grid = raw.grid;
grid.slotsPerDay = grid.starts.length;
grid.numSlots = grid.days.length * grid.slotsPerDay;

const item = ([name, about, unavailable, disliked]) => ({
  name, about, unavailable: new Set(unavailable), disliked: new Set(disliked), events: [],
});
const patterns = raw.patterns.map(([label, weeks]) => ({ label, weeks: new Set(weeks) }));
const kinds = {
  groups: raw.groups.map(item),
  teachers: raw.teachers.map(item),
  rooms: raw.rooms.map(item),
  courses: raw.courses.map((row) => ({ ...item(row), teachers: row[4], groups: row[5], hue: row[6] })),
};
const kindNames = { groups: "group", teachers: "trainer", rooms: "room", courses: "course" };

const events = raw.events.map(([course, duration, pattern, slot, room, pin], index) => ({
  index, course, duration, pattern: patterns[pattern], slot, room, pin, costs: [],
}));
for (const event of events) {
  const course = kinds.courses[event.course];
  event.number = course.events.push(event);
  for (const teacher of course.teachers) kinds.teachers[teacher].events.push(event);
  for (const group of course.groups) kinds.groups[group].events.push(event);
  if (event.room >= 0) kinds.rooms[event.room].events.push(event);
}

const costs = raw.costs.map(([rule, amount, members, reason]) => ({ rule: raw.rules[rule], amount, events: members, reason }));
for (const cost of costs) for (const index of cost.events) events[index].costs.push(cost);

const isPlaced = (event) => event.slot >= 0;
const day = (slot) => Math.floor(slot / grid.slotsPerDay);
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const slotStart = (slotOfDay) => clock(grid.starts[slotOfDay]);
const slotEnd = (slotOfDay) => clock(grid.starts[slotOfDay] + grid.slotMinutes);

function when(event) {
  const first = event.slot % grid.slotsPerDay;
  const last = Math.min(first + event.duration, grid.slotsPerDay) - 1;
  return `${grid.days[day(event.slot)]} ${slotStart(first)}–${slotEnd(last)}`;
}

function eventName(event) {
  const course = kinds.courses[event.course];
  return course.events.length === 1 ? course.name : `${course.name} (${event.number} of ${course.events.length})`;
}

const names = (kind, indices) => indices.map((index) => kinds[kind][index].name);
const amountOf = (list) => list.reduce((sum, cost) => sum + cost.amount, 0);
const spellRule = (rule) => {
  const words = rule.replace(/[-_]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
