// The whole college at a glance: the dearest costs, and how much each room is used in each slot.
const COSTLIEST = 100;

function fillOverview(goToCost, goToRoom) {
  const dearest = [...costs].sort((one, other) => other.amount - one.amount).slice(0, COSTLIEST);
  const items = dearest.map((cost) => costItem(cost, cost.events.length ? () => goToCost(cost) : null));
  byId("costliest").replaceChildren(...(items.length ? items : [element("li", {}, "Nothing costs anything.")]));
  const use = kinds.rooms.map(useOfRoom);
  byId("use-hint").textContent = useInWords(use);
  byId("heat-map").replaceChildren(heatTable(use, goToRoom));
}

// Weeks of the cycle in which a room is taken, by slot. Two events in one week count once.
function useOfRoom(room) {
  const taken = Array.from({ length: grid.numSlots }, () => new Set());
  for (const event of room.events.filter(isPlaced)) {
    const end = Math.min(event.slot + event.duration, grid.numSlots);
    for (let slot = event.slot; slot < end; slot += 1) for (const week of event.pattern.weeks) taken[slot].add(week);
  }
  return taken.map((weeks) => weeks.size / grid.weeks);
}

const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const percent = (share) => `${Math.round(100 * share)} %`;
const openSlots = (room) => Math.max(1, grid.numSlots - room.unavailable.size);

function useInWords(use) {
  const open = total(kinds.rooms.map(openSlots));
  return `${percent(total(use.map(total)) / Math.max(1, open))} of the open room slots are used; darker is used in more weeks, hatched is closed. Choose a room for its week.`;
}

function heatTable(use, goToRoom) {
  const rows = kinds.rooms.map((room, index) => heatRow(room, use[index], () => goToRoom(index)));
  return element("table", { class: "heat" }, heatHead(), element("tbody", {}, ...rows), heatFoot(use));
}

function heatHead() {
  const dayHeads = grid.days.map((name) => element("th", { scope: "colgroup", colspan: grid.slotsPerDay, class: "day-start" }, name));
  const hours = eachSlot((slot) => {
    const start = slotStart(slot % grid.slotsPerDay);
    return element("th", { scope: "col", class: `hour${dayStart(slot)}`, title: start, "aria-label": start }, String(Number(start.slice(0, 2))));
  });
  return element(
    "thead",
    {},
    element("tr", {}, element("td", {}), ...dayHeads, element("th", { scope: "col", rowspan: 2 }, "Use")),
    element("tr", {}, element("td", {}), ...hours),
  );
}

function heatRow(room, shares, onClick) {
  const cells = eachSlot((slot) => {
    const closed = room.unavailable.has(slot);
    const words = closed ? "closed" : percent(shares[slot]);
    const title = `${room.name}, ${grid.days[day(slot)]} ${slotStart(slot % grid.slotsPerDay)}: ${words}`;
    return element("td", { class: (closed ? "unavailable" : "") + dayStart(slot), title, "aria-label": words, style: { "--use": shares[slot] } });
  });
  const head = element("th", { scope: "row", title: room.about }, element("button", { type: "button", class: "link", onclick: onClick }, room.name));
  return element("tr", {}, head, ...cells, element("td", { class: "share" }, percent(total(shares) / openSlots(room))));
}

function heatFoot(use) {
  const cells = eachSlot((slot) => {
    const share = total(use.map((shares) => shares[slot])) / Math.max(1, use.length);
    return element("td", { class: dayStart(slot), title: `All rooms: ${percent(share)}`, "aria-label": percent(share), style: { "--use": share } });
  });
  return element("tfoot", {}, element("tr", {}, element("th", { scope: "row" }, "All rooms"), ...cells, element("td", { class: "share" })));
}

const eachSlot = (make) => Array.from({ length: grid.numSlots }, (_, slot) => make(slot));
const dayStart = (slot) => (slot % grid.slotsPerDay === 0 ? " day-start" : "");
