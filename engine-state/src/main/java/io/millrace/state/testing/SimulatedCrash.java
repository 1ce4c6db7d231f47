package io.millrace.state.testing;

/**
 * The machine has stopped: whatever asks the disk for anything gets this, until {@link SimulatedDisk#crash} or
 * {@link SimulatedDisk#kill} has it start again. An error, so that no code takes it for a failure that it could handle.
 */
public final class SimulatedCrash extends Error {

    SimulatedCrash(long call) {
        super("the machine crashed at disk call " + call);
    }
}
