package io.millrace.window.hosted;

import io.millrace.host.Host;
import io.millrace.operator.Batch;
import io.millrace.state.table.KeyedStore;
import io.millrace.testing.ManualClock;
import io.millrace.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Keeps what leaves a task. */
final class OneHost implements Host {

    final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    final List<Object> told = new ArrayList<>();
    final List<Integer> hashes = new ArrayList<>();
    final Semaphore wakes = new Semaphore(0);
    int room = Integer.MAX_VALUE;
    boolean snapshots = true;
    Optional<KeyedStore> store = Optional.empty();

    @Override
    public void rows(int exit, Batch<Object> rows) {
        for (int i = 0; i < rows.size(); i++) {
            told.add(rows.value(i));
            hashes.add(rows.hash(i));
        }
    }

    @Override
    public void watermark(int exit, long timestamp) {
        told.add("W" + timestamp);
    }

    @Override
    public void idle(int exit) {
        told.add("idle");
    }

    @Override
    public void active(int exit) {
        told.add("active");
    }

    @Override
    public void endOfData(int exit) {
        told.add("end");
    }

    @Override
    public boolean hasRoom() {
        return told.size() < room;
    }

    @Override
    public boolean takesSnapshots() {
        return snapshots;
    }

    @Override
    public Optional<KeyedStore> keyedStore(String operator) {
        return store;
    }

    @Override
    public void wake() {
        wakes.release();
    }

    @Override
    public Clock clock() {
        return clock;
    }
}
