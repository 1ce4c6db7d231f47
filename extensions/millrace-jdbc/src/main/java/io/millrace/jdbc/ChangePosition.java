package io.millrace.jdbc;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a reader of changes is.
 *
 * @param table the OID of the table
 * @param end before which all transactions have been read: what the slot may forget
 * @param commit the LSN of the commit of the transaction that it is in; 0 between two
 * @param changes how many changes of the table in that have been read
 * @param isLoaded whether the rows of the table have been read
 * @param last the key of the row that was loaded last, as texts; empty where none was
 * @param parts by what snapshots of the database the rows were loaded, in the order of their keys; as long as changes may come that they have seen
 */
record ChangePosition(
        long table, long end, long commit, long changes, boolean isLoaded, List<String> last, List<Part> parts) {

    /**
     * Rows that were loaded together.
     *
     * @param upTo the key of the last of them; empty where they go on to the end
     * @param snapshot what they are as of
     * @param until an LSN that is behind all that the snapshot sees
     */
    record Part(List<String> upTo, Visibility snapshot, long until) {

        List<Object> written() {
            return List.of(upTo, snapshot.toString(), until);
        }

        @SuppressWarnings("unchecked") // what written() has written
        static Part of(List<Object> written) {
            return new Part(
                    (List<String>) written.get(0), new Visibility((String) written.get(1)), (Long) written.get(2));
        }
    }

    ChangePosition between(long newEnd) {
        boolean isPast = parts.stream().allMatch(part -> part.until() <= newEnd);
        return new ChangePosition(table, newEnd, 0, 0, isLoaded, last, isLoaded && isPast ? List.of() : parts);
    }

    ChangePosition within(long newCommit, long newChanges) {
        return new ChangePosition(table, end, newCommit, newChanges, isLoaded, last, parts);
    }

    ChangePosition loaded(List<String> newLast) {
        return new ChangePosition(table, end, commit, changes, isLoaded, newLast, parts);
    }

    /** All rows have been loaded. */
    ChangePosition loaded() {
        return new ChangePosition(table, end, commit, changes, true, List.of(), parts);
    }

    /** The rows from the last one on are loaded by another snapshot of the database. */
    ChangePosition loadingBy(Visibility snapshot, long until) {
        List<Part> newParts = new ArrayList<>(parts);
        if (!newParts.isEmpty()) {
            Part open = newParts.remove(newParts.size() - 1);
            List<String> from = newParts.isEmpty()
                    ? List.of()
                    : newParts.get(newParts.size() - 1).upTo();
            if (!last.equals(from)) {
                newParts.add(new Part(last, open.snapshot(), open.until()));
            }
        }
        newParts.add(new Part(List.of(), snapshot, until));
        return new ChangePosition(table, end, commit, changes, false, last, List.copyOf(newParts));
    }

    List<Object> written() {
        List<Object> writtenParts = new ArrayList<>();
        parts.forEach(part -> writtenParts.add(part.written()));
        return List.of(table, end, commit, changes, isLoaded ? 1L : 0L, last, writtenParts);
    }

    @SuppressWarnings("unchecked") // what written() has written; anything else is caught
    static ChangePosition of(Object written) {
        try {
            List<Object> all = (List<Object>) written;
            List<Part> parts = new ArrayList<>();
            for (List<Object> part : (List<List<Object>>) all.get(6)) {
                parts.add(Part.of(part));
            }
            return new ChangePosition(
                    (Long) all.get(0),
                    (Long) all.get(1),
                    (Long) all.get(2),
                    (Long) all.get(3),
                    (Long) all.get(4) == 1,
                    (List<String>) all.get(5),
                    List.copyOf(parts));
        } catch (ClassCastException | IndexOutOfBoundsException e) {
            return null;
        }
    }
}
