package io.millrace.jdbc;

import java.util.HashSet;
import java.util.Set;

/** Which transactions a snapshot of the database sees, as {@code pg_current_snapshot()} tells it: {@code xmin:xmax:those under way}. */
final class Visibility {

    private static final long WRAP = 1L << 32;

    private final String text;
    private final long first;
    private final long next;
    private final Set<Long> underWay = new HashSet<>();

    Visibility(String text) {
        this.text = text;
        String[] parts = text.split(":", -1);
        first = Long.parseLong(parts[0]);
        next = Long.parseLong(parts[1]);
        for (String each : parts[2].isEmpty() ? new String[0] : parts[2].split(",", -1)) {
            underWay.add(Long.valueOf(each));
        }
    }

    /**
     * Whether it sees what a transaction has done that has been committed.
     *
     * @param xid the lower half of its number, as the log has it: that of the number that is nearest to the snapshot's
     */
    boolean sees(int xid) {
        long number = next - next % WRAP + Integer.toUnsignedLong(xid);
        if (number - next > WRAP / 2) {
            number -= WRAP;
        } else if (next - number > WRAP / 2) {
            number += WRAP;
        }
        return number < first || (number < next && !underWay.contains(number));
    }

    @Override
    public String toString() {
        return text;
    }
}
