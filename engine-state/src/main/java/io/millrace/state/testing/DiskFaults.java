package io.millrace.state.testing;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What goes wrong with a disk, and when. Immutable.
 *
 * @param seed decides what is left to chance
 * @param odds how probable a fault is at each call that it can strike
 * @param scripted what happens at one call, null for nothing
 * @param call which call that is, counted from 1
 * @param capacity how many bytes fit on the disk
 */
public record DiskFaults(long seed, Map<DiskFault, Double> odds, DiskFault scripted, long call, long capacity) {
    /** What nobody decides, but comes of something else. */
    private static final Set<DiskFault> FOLLOWING =
            EnumSet.of(DiskFault.DISK_FULL, DiskFault.LOST_BYTES, DiskFault.LOST_NAMES);

    /** Copies the odds. */
    public DiskFaults {
        odds = Map.copyOf(odds);
    }

    /** Nothing goes wrong. */
    public static DiskFaults none() {
        return random(0);
    }

    /** Nothing goes wrong but what is added. */
    public static DiskFaults random(long seed) {
        return new DiskFaults(seed, Map.of(), null, 0, Long.MAX_VALUE);
    }

    /** One call fails without effect. */
    public static DiskFaults failCall(long call) {
        return new DiskFaults(0, Map.of(), DiskFault.FAILED_CALL, call, Long.MAX_VALUE);
    }

    /** One call takes effect and fails all the same. */
    public static DiskFaults failAfterCall(long call) {
        return new DiskFaults(0, Map.of(), DiskFault.FAILED_AFTER_EFFECT, call, Long.MAX_VALUE);
    }

    /** The machine stops when one call has taken effect. */
    public static DiskFaults crashAfterCall(long call) {
        return new DiskFaults(0, Map.of(), DiskFault.CRASH, call, Long.MAX_VALUE);
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
        Map<DiskFault, Double> all = new EnumMap<>(DiskFault.class);
        all.putAll(odds);
        all.put(fault, probability);
        return new DiskFaults(seed, all, scripted, call, capacity);
    }

    /** Limits how much fits on the disk, in bytes. */
    public DiskFaults capacity(long bytes) {
        return new DiskFaults(seed, odds, scripted, call, bytes);
    }
}
