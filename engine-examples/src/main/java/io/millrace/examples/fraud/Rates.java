package io.millrace.examples.fraud;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many transactions of a load there were in each second, and how many there are once it goes steadily. */
final class Rates {

    /** What a load is looked at by while it is new. */
    static final long FIRST = 3_000_000;

    private static final long SECOND = 1_000_000_000;
    private static final int STEADY_SECONDS = 3;

    private final List<Look> looks = new ArrayList<>(List.of(new Look(0, 0)));
    private int told;

    private record Look(long nanos, long transactions) {}

    /**
     * Takes what somebody has seen.
     *
     * @param nanos since the start, more than before
     * @param transactions how many there have been since then
     * @return a line for each second that is over with it
     */
    List<String> look(long nanos, long transactions) {
        looks.add(new Look(nanos, transactions));
        List<String> lines = new ArrayList<>();
        while ((told + 1) * SECOND <= nanos) {
            double before = transactionsAt(told * SECOND);
            told++;
            lines.add(
                    String.format(Locale.ROOT, "second %2d  %,11.0f/s", told, transactionsAt(told * SECOND) - before));
        }
        return lines;
    }

    /** For example {@code the first 3,000,000 in 2.00 s, 1,500,000/s; steady 3,200,000/s}. */
    String summary() {
        long end = last().nanos();
        long from = Math.max(0, end - STEADY_SECONDS * SECOND);
        double steady = (last().transactions() - transactionsAt(from)) * SECOND / Math.max(1, end - from);
        return firstText() + String.format(Locale.ROOT, "steady %,.0f/s", steady);
    }

    private String firstText() {
        if (last().transactions() < FIRST) {
            return "";
        }
        int index = 1;
        while (looks.get(index).transactions() < FIRST) {
            index++;
        }
        Look before = looks.get(index - 1);
        Look after = looks.get(index);
        double part = (double) (FIRST - before.transactions()) / (after.transactions() - before.transactions());
        double seconds = (before.nanos() + part * (after.nanos() - before.nanos())) / SECOND;
        return String.format(Locale.ROOT, "the first %,d in %.2f s, %,.0f/s; ", FIRST, seconds, FIRST / seconds);
    }

    /** Between two looks it goes evenly. */
    private double transactionsAt(long nanos) {
        int index = 1;
        while (index < looks.size() - 1 && looks.get(index).nanos() < nanos) {
            index++;
        }
        Look before = looks.get(index - 1);
        Look after = looks.get(Math.min(index, looks.size() - 1));
        double part = (double) (nanos - before.nanos()) / Math.max(1, after.nanos() - before.nanos());
        return before.transactions() + part * (after.transactions() - before.transactions());
    }

    private Look last() {
        return looks.get(looks.size() - 1);
    }
}
