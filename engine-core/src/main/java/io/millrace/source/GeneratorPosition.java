package io.millrace.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a reader of a generator is: at an index of its own share, behind which are, after a change of parallelism, some
 * that have to be made first.
 *
 * @param next the next index of its share
 * @param behind indices below that, of shares that there were
 */
record GeneratorPosition(long next, List<Remainder> behind) {

    /** Far beyond what any generator gets to, so that strides may be added. */
    private static final long FARTHEST = Long.MAX_VALUE - (1 << 20);

    /** Takes what {@link #toObject} gave; null for anything else. */
    static GeneratorPosition of(Object position) {
        if (position instanceof Long next) {
            return isIndex(next) ? new GeneratorPosition(next, List.of()) : null;
        }
        if (!(position instanceof List<?> list)
                || list.isEmpty()
                || !(list.get(0) instanceof Long next)
                || !isIndex(next)) {
            return null;
        }
        List<Remainder> behind = new ArrayList<>();
        for (Object element : list.subList(1, list.size())) {
            Remainder remainder = element instanceof List<?> parts ? Remainder.of(parts) : null;
            if (remainder == null) {
                return null;
            }
            behind.add(remainder);
        }
        return new GeneratorPosition(next, behind);
    }

    private static boolean isIndex(long next) {
        return 0 <= next && next <= FARTHEST;
    }

    /** A form that can be written. */
    Object toObject() {
        if (behind.isEmpty()) {
            return next;
        }
        List<Object> list = new ArrayList<>();
        list.add(next);
        behind.forEach(remainder -> list.add(remainder.toList()));
        return List.copyOf(list);
    }

    /**
     * Divides the work anew: from where the foremost reader is, everybody has a share of the new size; what the others
     * have not made up to there is dealt out.
     */
    static List<GeneratorPosition> divide(List<GeneratorPosition> positions, int readers) {
        long front = positions.stream().mapToLong(GeneratorPosition::next).max().orElse(0);
        List<Remainder> behind = new ArrayList<>();
        for (GeneratorPosition position : positions) {
            behind.addAll(position.behind);
            behind.add(new Remainder(position.next, positions.size(), front));
        }
        behind.removeIf(Remainder::isEmpty);
        List<GeneratorPosition> divided = new ArrayList<>();
        for (int reader = 0; reader < readers; reader++) {
            List<Remainder> own = new ArrayList<>();
            for (int i = reader; i < behind.size(); i += readers) {
                own.add(behind.get(i));
            }
            divided.add(new GeneratorPosition(front + Math.floorMod(reader - front, readers), own));
        }
        return divided;
    }

    /**
     * Indices that readers of an earlier division of the work had yet to make when others were ahead of them.
     *
     * @param next the first one
     * @param stride from each to the next
     * @param until where they end, exclusive
     */
    record Remainder(long next, long stride, long until) {

        static Remainder of(List<?> position) {
            return position.size() == 3
                            && position.get(0) instanceof Long next
                            && position.get(1) instanceof Long stride
                            && position.get(2) instanceof Long until
                            && next >= 0
                            && stride > 0
                            && until >= 0
                    ? new Remainder(next, stride, until)
                    : null;
        }

        boolean isEmpty() {
            return next >= until;
        }

        Remainder rest() {
            return new Remainder(until - stride < next ? until : next + stride, stride, until);
        }

        List<Long> toList() {
            return List.of(next, stride, until);
        }
    }
}
