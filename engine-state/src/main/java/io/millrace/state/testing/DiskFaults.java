package io.millrace.state.testing;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What goes wrong with a disk, and when. Immutable.
 *
 * @param seed decides what is left to chance
 * @param odds how probable a fault is at each call that it can strike
 * @param script which faults strike at which calls, counted from 1; one that such a call cannot suffer does not strike
 * @param capacity how many bytes fit on the disk
 */
public record DiskFaults(long seed, Map<DiskFault, Double> odds, Map<Long, DiskFault> script, long capacity) {
    /** What nobody decides, but comes of something else. */
    private static final Set<DiskFault> FOLLOWING =
            EnumSet.of(DiskFault.DISK_FULL, DiskFault.LOST_BYTES, DiskFault.LOST_NAMES);

    /** Copies the odds and the script. */
    public DiskFaults {
        odds = Map.copyOf(odds);
        script = Map.copyOf(script);
    }

    /** Nothing goes wrong but what is added. */
    public static DiskFaults none() {
        return random(0);
    }

    /** Nothing goes wrong but what is added; a seed decides when faults strike, and where in the bytes. */
    public static DiskFaults random(long seed) {
        return new DiskFaults(seed, Map.of(), Map.of(), Long.MAX_VALUE);
    }

    /** One call fails without effect. */
    public static DiskFaults failCall(long call) {
        return none().at(call, DiskFault.FAILED_CALL);
    }

    /** One call takes effect and fails all the same. */
    public static DiskFaults failAfterCall(long call) {
        return none().at(call, DiskFault.FAILED_AFTER_EFFECT);
    }

    /** The machine stops when one call has taken effect. */
    public static DiskFaults crashAfterCall(long call) {
        return none().at(call, DiskFault.CRASH);
    }

    /**
     * Adds a fault that strikes at one call.
     *
     * @param call which call, counted from 1
     * @param fault one that a call can suffer; {@link DiskFault#FAILED_CALL}, {@link DiskFault#FAILED_AFTER_EFFECT} and
     *     {@link DiskFault#CRASH} strike at every call
     */
    public DiskFaults at(long call, DiskFault fault) {
        if (call < 1 || FOLLOWING.contains(fault)) {
            throw new IllegalArgumentException(fault + " cannot strike at call " + call);
        }
        Map<Long, DiskFault> all = new HashMap<>(script);
        all.put(call, fault);
        return new DiskFaults(seed, odds, all, capacity);
    }

    /**
     * Adds a fault that strikes by chance.
     *
     * @param fault one that a call can suffer: not {@link DiskFault#DISK_FULL}, which follows from the capacity, nor what
     *     a crash does by itself
     * @param probability at each call that it can strike, 0 to 1
     */
    public DiskFaults with(DiskFault fault, double probability) {
        if (!(probability >= 0 && probability <= 1) || FOLLOWING.contains(fault)) {
            throw new IllegalArgumentException(fault + " cannot strike with probability " + probability);
        }
        Map<DiskFault, Double> all = new HashMap<>(odds);
        all.put(fault, probability);
        return new DiskFaults(seed, all, script, capacity);
    }

    /** Limits how much fits on the disk, in bytes. */
    public DiskFaults capacity(long bytes) {
        return new DiskFaults(seed, odds, script, bytes);
    }
}
