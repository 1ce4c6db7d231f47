package io.millrace.state.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/** Decides at each call what goes wrong, and counts it. */
final class FaultInjector {
    private final Map<DiskFault, Long> counts = new EnumMap<>(DiskFault.class);
    private DiskFaults plan = DiskFaults.none();
    private Random random = new Random(0);
    private long calls;
    private boolean down;

    void plan(DiskFaults faults) {
        plan = faults;
        random = new Random(faults.seed());
        calls = 0;
    }

    long calls() {
        return calls;
    }

    Map<DiskFault, Long> counts() {
        return new EnumMap<>(counts);
    }

    void count(DiskFault fault) {
        counts.merge(fault, 1L, Long::sum);
    }

    boolean hasCrashed() {
        return down;
    }

    void restart() {
        down = false;
    }

    /** Called before the effect of a call. */
    void begin() throws IOException {
        if (down) {
            throw new SimulatedCrash(calls);
        }
        calls++;
        mayFail(DiskFault.FAILED_CALL);
    }

    /** Called after the effect of a call. */
    void end() throws IOException {
        if (strikes(DiskFault.CRASH)) {
            down = true;
            throw new SimulatedCrash(calls);
        }
        mayFail(DiskFault.FAILED_AFTER_EFFECT);
    }

    void mayFail(DiskFault fault) throws IOException {
        if (strikes(fault)) {
            throw new IOException("simulated " + fault + " at disk call " + calls);
        }
    }

    /** How many bytes of a write reach the file. */
    int tear(int bytes) {
        return bytes > 0 && strikes(DiskFault.TORN_WRITE) ? random.nextInt(bytes) : bytes;
    }

    int limitToCapacity(int bytes, LongSupplier used) {
        if (plan.capacity() == Long.MAX_VALUE) {
            return bytes;
        }
        long room = Math.max(0, plan.capacity() - used.getAsLong());
        if (bytes > room) {
            count(DiskFault.DISK_FULL);
        }
        return (int) Math.min(bytes, room);
    }

    void flipBit(ByteBuffer bytes, int start, int count) {
        if (count > 0 && strikes(DiskFault.FLIPPED_BIT)) {
            int at = start + random.nextInt(count);
            bytes.put(at, (byte) (bytes.get(at) ^ (1 << random.nextInt(8))));
        }
    }

    private boolean strikes(DiskFault fault) {
        double odds = plan.odds().getOrDefault(fault, 0.0);
        boolean isDue = plan.script().get(calls) == fault;
        boolean strikes = isDue || (odds > 0 && random.nextDouble() < odds);
        if (strikes) {
            count(fault);
        }
        return strikes;
    }
}
