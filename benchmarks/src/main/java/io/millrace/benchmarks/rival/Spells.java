package io.millrace.benchmarks.rival;

import java.util.ArrayList;
import java.util.List;

/** Puts late events together to spells: what was due before the last one was seen belongs to the same. Thread-safe. */
final class Spells {

    private final List<Spell> over = new ArrayList<>();
    private Spell current;

    synchronized void late(long dueNanos, long seenNanos) {
        long late = seenNanos - dueNanos;
        if (current != null && dueNanos - current.endNanos() <= 0) {
            current = new Spell(
                    current.beginNanos() - dueNanos < 0 ? current.beginNanos() : dueNanos,
                    current.endNanos() - seenNanos > 0 ? current.endNanos() : seenNanos,
                    Math.max(current.worstNanos(), late),
                    current.events() + 1);
        } else {
            end();
            current = new Spell(dueNanos, seenNanos, late, 1);
        }
    }

    synchronized List<Spell> take() {
        end();
        List<Spell> taken = List.copyOf(over);
        over.clear();
        return taken;
    }

    private void end() {
        if (current != null) {
            over.add(current);
            current = null;
        }
    }
}
