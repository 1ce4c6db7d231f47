package io.millrace.flink;

import io.millrace.host.HostedTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Has a task go on that reads from others: when it was woken, when a time has come, and for as long as it is not done with what it was given. On the
 * thread of Flink's task, but for {@link #wake}.
 */
final class TaskDriver {

    private static final long NEVER = Long.MAX_VALUE;

    /** How late an operator may be called: a clock is not read for each row. */
    private static final long MILLIS_BETWEEN_LOOKS = 10;

    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final MailboxExecutor mailbox;
    private final ProcessingTimeService times;
    private final AtomicBoolean woken = new AtomicBoolean();
    private HostedTask task;
    private ScheduledFuture<?> timer;

    /** Whether the timer rings later than rows that come now may ask for. */
    private boolean far;

    private boolean waits;
    private boolean over;

    TaskDriver(MailboxExecutor mailbox, ProcessingTimeService times) {
        this.mailbox = mailbox;
        this.times = times;
    }

    void drive(HostedTask begun) {
        task = begun;
        look(NEVER);
    }

    /** Nothing is called any more. */
    void end() {
        over = true;
    }

    /** From any thread: the task has something to do. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            later(this::goOn);
        }
    }

    /** Has something done between two rows. */
    void later(MailWork work) {
        try {
            mailbox.execute(work::run, "a hosted task goes on");
        } catch (RejectedExecutionException e) {
            // Flink's task ends, so that there is nobody to go on.
        }
    }

    /** What is done between two rows. */
    interface MailWork {
        void run() throws Exception;
    }

    private void goOn() throws InterruptedException {
        woken.set(false);
        if (!waits && !over && task != null) {
            settle(task.resume());
        }
    }

    /**
     * Goes on until the task is done with what it was given.
     *
     * @param done whether it is
     */
    void settle(boolean done) throws InterruptedException {
        boolean isDone = done;
        while (!isDone) {
            isDone = task.resume();
            if (!isDone) {
                await();
            }
        }
        if (timer == null || far) {
            look(MILLIS_BETWEEN_LOOKS);
        }
    }

    /** Waits for a wake, or for a time that the task waits for; checkpoints, too, wait meanwhile. */
    void await() throws InterruptedException {
        long nanos = task.nanosToWake();
        if (nanos == 0) {
            return;
        }
        schedule(nanos, NEVER);
        waits = true;
        try {
            mailbox.yield();
        } finally {
            waits = false;
        }
    }

    private void look(long mostMillis) {
        schedule(task.nanosToWake(), mostMillis);
    }

    private void schedule(long nanos, long mostMillis) {
        if (nanos == NEVER) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        long millis = Math.min(mostMillis, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
        far = millis > MILLIS_BETWEEN_LOOKS;
        timer = times.registerTimer(times.getCurrentProcessingTime() + millis, time -> ring());
    }

    private void ring() throws InterruptedException {
        timer = null;
        if (!waits && !over) {
            settle(task.resume());
            look(NEVER);
        }
    }
}
