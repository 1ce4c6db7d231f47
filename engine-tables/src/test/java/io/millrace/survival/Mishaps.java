package io.millrace.survival;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which hooks throw, once each, and at which of their calls. */
final class Mishaps {

    private final Map<Hook, Integer> armed = new EnumMap<>(Hook.class);
    private final Tally tally;
    private final List<String> wrong = new ArrayList<>();

    Mishaps(Tally tally) {
        this.tally = tally;
    }

    /** What hooks throw. */
    static final class Mishap extends RuntimeException {

        private static final long serialVersionUID = 1;

        Mishap(Hook hook) {
            super("mishap in " + hook);
        }
    }

    /** What hooks throw that is no exception. */
    static final class MishapError extends Error {

        private static final long serialVersionUID = 1;

        MishapError(Hook hook) {
            super("mishap in " + hook);
        }
    }

    static boolean explain(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Mishap || cause instanceof MishapError) {
                return true;
            }
        }
        return false;
    }

    /** Something happened that must not, whatever becomes of the job. */
    void blame(String what) {
        wrong.add(what);
    }

    /** What happens is counted here. */
    Tally tally() {
        return tally;
    }

    List<String> wrong() {
        return wrong;
    }

    void arm(Hook hook, int call) {
        armed.put(hook, call);
    }

    void disarm() {
        armed.clear();
    }

    /** The hook is called. */
    void at(Hook hook) {
        Integer left = armed.get(hook);
        if (left == null) {
            return;
        }
        if (left > 1) {
            armed.put(hook, left - 1);
            return;
        }
        armed.remove(hook);
        tally.hit(hook.name());
        if (hook.name().length() % 3 == left % 3 && armed.size() % 4 == 3) {
            throw new MishapError(hook);
        }
        throw new Mishap(hook);
    }
}
