package io.millrace.runtime.schedule;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Threads that do what blocks, so many at most. One is begun when there is work and none of them is idle; those without work
 * end after a while. Where the machine gives no more of them, those that there are do all.
 */
public final class HelperThreads implements Executor {

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** As many as a machine can be expected to give besides its others. */
    private static final int MOST_PLATFORM_THREADS = 4_096;

    /** Null where the JDK has no virtual threads. */
    private static final ThreadFactory VIRTUAL = virtual();

    private final String name;
    private final int most;
    private final ThreadFactory factory;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mayGoOn = lock.newCondition();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Set<Thread> threads = new HashSet<>();

    /** Of the threads, those that have found nothing to do. */
    private int idle;

    /** When more than these wait, it is time to look which of them are cancelled. */
    private int crowd;

    private boolean closed;

    private HelperThreads(String name, int most, ThreadFactory factory) {
        this.name = name;
        this.most = most;
        this.factory = factory;
        crowd = 2 * most;
    }

    /**
     * Threads that are made when there is work for them.
     *
     * @param name of the threads
     * @param most how many there may be, at least 1
     * @param threads makes them
     * @throws IllegalArgumentException when they are more than there can be without virtual threads
     */
    public static HelperThreads of(String name, int most, ThreadFactory threads) {
        return of(name, most, threads, loop -> loop);
    }

    /**
     * Threads that are made when there is work for them.
     *
     * @param loops what each of them runs, of what it is to run
     */
    static HelperThreads of(String name, int most, ThreadFactory threads, UnaryOperator<Runnable> loops) {
        if (threads != VIRTUAL && most > MOST_PLATFORM_THREADS) {
            throw new IllegalArgumentException(most + " threads of " + name
                    + " may be in calls that block, and without virtual threads there can be "
                    + MOST_PLATFORM_THREADS + " at most: set inFlight to no more than that, or run on JDK 21 or later");
        }
        AtomicInteger number = new AtomicInteger();
        return new HelperThreads(name, most, loop -> {
            Thread thread = threads.newThread(loops.apply(loop));
            thread.setName(name + "-helper-" + number.incrementAndGet());
            return thread;
        });
    }

    /** Virtual threads, or daemons where the JDK has none. */
    public static ThreadFactory daemons() {
        return virtualOr(loop -> {
            Thread thread = new Thread(loop);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Virtual threads, or others where the JDK has none. */
    static ThreadFactory virtualOr(ThreadFactory others) {
        return VIRTUAL == null ? others : VIRTUAL;
    }

    private static ThreadFactory virtual() {
        try {
            Method ofVirtual = Thread.class.getMethod("ofVirtual");
            Method factory = ofVirtual.getReturnType().getMethod("factory");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            return (ThreadFactory)
                    lookup.unreflect(factory).invoke(lookup.unreflect(ofVirtual).invoke());
        } catch (Throwable e) {
            // An older JDK, or one where they are a preview that is not enabled.
            return null;
        }
    }

    @Override
    public void execute(Runnable work) {
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("the threads of " + name + " have been told to end");
            }
            // Those that are idle have been told of as many as wait.
            if (idle <= waiting.size() && threads.size() < most) {
                begin();
            }
            waiting.add(work);
            mayGoOn.signal();
            leaveOutCancelled();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        Thread thread = factory.newThread(this::run);
        threads.add(thread);
        boolean begun = false;
        try {
            thread.start();
            begun = true;
        } catch (OutOfMemoryError e) {
            if (threads.size() == 1) {
                throw new IllegalStateException(
                        "there is no thread to be had for " + name + ", which calls what blocks: " + e.getMessage()
                                + "; set inFlight to less, or give the process more threads or memory",
                        e);
            }
        } finally {
            if (!begun) {
                threads.remove(thread);
            }
        }
    }

    /** What was given up need not wait for its turn. The bound moves with what is left, so that each is looked at a few times only. */
    private void leaveOutCancelled() {
        if (waiting.size() > crowd) {
            waiting.removeIf(work -> work instanceof Future<?> future && future.isCancelled());
            crowd = 2 * Math.max(most, waiting.size());
        }
    }

    private void run() {
        for (Runnable work = next(); work != null; work = next()) {
            try {
                work.run();
            } catch (Throwable e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    /** The next piece of work; null when the thread is to end. */
    private Runnable next() {
        lock.lock();
        try {
            long left = IDLE_NANOS;
            while (!closed && waiting.isEmpty() && left > 0) {
                idle++;
                try {
                    left = mayGoOn.awaitNanos(left);
                } catch (InterruptedException e) {
                    // It was meant for what is over, or all are to end.
                } finally {
                    idle--;
                }
            }
            if (closed || waiting.isEmpty()) {
                threads.remove(Thread.currentThread());
                return null;
            }
            // It was meant for what is over.
            Thread.interrupted();
            return waiting.remove();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts whatever is at work; nothing else is begun. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }
}
