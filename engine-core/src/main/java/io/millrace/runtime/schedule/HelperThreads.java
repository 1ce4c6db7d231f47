package io.millrace.runtime.schedule;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Threads that do what blocks, so many at most. Those without work end after a while. */
public final class HelperThreads implements Executor {

    private static final long IDLE_SECONDS = 10;

    /** Null where the JDK has no virtual threads. */
    private static final ThreadFactory VIRTUAL = virtual();

    private final int most;
    private final ThreadPoolExecutor pool;

    private HelperThreads(int most, ThreadFactory threads) {
        this.most = most;
        pool = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Threads that are made when there is work for them.
     *
     * @param name of the threads
     * @param most how many there may be, at least 1
     * @param threads makes them
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
        AtomicInteger number = new AtomicInteger();
        return new HelperThreads(most, loop -> {
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
        pool.execute(work);
        if (pool.getQueue().size() > 2 * most) {
            pool.purge();
        }
    }

    /** Interrupts whatever is at work; nothing else is begun. */
    public void close() {
        pool.shutdownNow();
    }
}
