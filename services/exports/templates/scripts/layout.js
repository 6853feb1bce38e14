// Events of one day that overlap share a cell, side by side in lanes (odd and even weeks, say).
// A cluster is a run of slots that no event of the day leaves or enters half-way.
function clustersOfDay(dayEvents) {
  const sorted = [...dayEvents].sort(
    (one, other) => one.slot - other.slot || Math.min(...one.pattern.weeks) - Math.min(...other.pattern.weeks),
  );
  const clusters = [];
  for (const event of sorted) {
    const first = event.slot % grid.slotsPerDay;
    const end = Math.min(first + event.duration, grid.slotsPerDay);
    let cluster = clusters[clusters.length - 1];
    if (!cluster || first >= cluster.end) {
      cluster = { first, end, laneEnds: [], blocks: [] };
      clusters.push(cluster);
    }
    cluster.end = Math.max(cluster.end, end);
    cluster.blocks.push({ event, first, end, lane: freeLane(cluster.laneEnds, first, end) });
  }
  return clusters;
}

function freeLane(laneEnds, first, end) {
  let lane = laneEnds.findIndex((laneEnd) => laneEnd <= first);
  if (lane < 0) lane = laneEnds.length;
  laneEnds[lane] = end;
  return lane;
}

// Rows of the table: the slots of a day, and a thin row for each break between two of them.
const tableRows = [];
const rowOfSlot = [];
for (let slot = 0; slot < grid.slotsPerDay; slot += 1) {
  rowOfSlot.push(tableRows.push({ slot, isBreak: false }) - 1);
  if (grid.breaks.includes(slot)) tableRows.push({ slot, isBreak: true });
}
