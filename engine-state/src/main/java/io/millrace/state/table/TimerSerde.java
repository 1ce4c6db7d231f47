package io.millrace.state.table;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** When a timer is due, and its place among those that are due then; whose it is stands in its key. */
final class TimerSerde<K> implements Serde<TimerQueue.Timer<K>> {
    @Override
    public void write(TimerQueue.Timer<K> timer, DataOutput out) throws IOException {
        out.writeLong(timer.due);
        out.writeLong(timer.sequence);
    }

    @Override
    public TimerQueue.Timer<K> read(DataInput in) throws IOException {
        TimerQueue.Timer<K> timer = new TimerQueue.Timer<>(null, 0);
        timer.due = in.readLong();
        timer.sequence = in.readLong();
        if (timer.sequence < 0 || timer.sequence == Long.MAX_VALUE) {
            throw new IOException("Damaged timer: its number in the order of setting is " + timer.sequence);
        }
        return timer;
    }

    @Override
    public int hash(TimerQueue.Timer<K> timer) {
        return Long.hashCode(timer.due);
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public String form() {
        return "timer";
    }
}
