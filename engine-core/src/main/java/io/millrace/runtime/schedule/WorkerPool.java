package io.millrace.runtime.schedule;

import io.millrace.time.Clock;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Runs units on threads: cooperative ones on a fixed number of workers, blocking ones on a thread each. */
public final class WorkerPool implements Scheduler, AutoCloseable {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");
    private static final int CLOSE_TIMEOUT_MILLIS = 5_000;
    private static final int SLICE_MILLIS = 100;
    private static final StackTraceElement[] NO_STACK = {};

    private final String name;
    private final Clock clock;
    private final ThreadFactory threadFactory;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> workerThreads = new CopyOnWriteArrayList<>();
    private final Map<Unit, Thread> dedicated = new ConcurrentHashMap<>();
    private final Set<Thread> engineThreads = ConcurrentHashMap.newKeySet();
    private boolean closed;

    public WorkerPool(String name, int workerCount, Clock clock, ThreadFactory threadFactory) {
        this(name, workerCount, ParkingIdle.A_LITTLE, clock, threadFactory);
    }

    /** A pool whose workers never park: each keeps a processor busy until {@link #close}. Dedicated threads do park. */
    public static WorkerPool spinning(String name, int workerCount, Clock clock, ThreadFactory threadFactory) {
        return new WorkerPool(name, workerCount, ParkingIdle.FOR_EVER, clock, threadFactory);
    }

    private WorkerPool(String name, int workerCount, long mostSpins, Clock clock, ThreadFactory threadFactory) {
        this.name = name;
        this.clock = clock;
        this.threadFactory = threadFactory;
        for (int i = 0; i < workerCount; i++) {
            Worker worker = new Worker(name + "-worker-" + i, mostSpins);
            workers.add(worker);
            workerThreads.add(workerThread(worker));
        }
        workerThreads.forEach(Thread::start);
    }

    /** Each unit goes to the worker that has least; none runs before all know who is to be woken for them. */
    @Override
    public synchronized void start(List<Unit> units) {
        List<Runnable> starts = new ArrayList<>();
        int started = 0;
        try {
            for (Unit unit : units) {
                starts.add(unit.needsOwnThread() ? dedicate(unit) : share(unit));
            }
            for (; started < starts.size(); started++) {
                starts.get(started).run();
            }
        } finally {
            units.subList(started, units.size()).forEach(this::forget);
        }
    }

    /** A unit whose thread could not be started. */
    private void forget(Unit unit) {
        dedicated.remove(unit);
        workers.forEach(worker -> worker.forget(unit));
    }

    private Runnable share(Unit unit) {
        if (closed) {
            throw new IllegalStateException("the engine is closed, and " + unit.roleName() + " cannot run");
        }
        Worker worker = Collections.min(workers, Comparator.comparingDouble(Worker::load));
        worker.reserve(unit);
        unit.runBy(worker);
        return () -> worker.assign(unit);
    }

    private Runnable dedicate(Unit unit) {
        Worker worker = new Worker(name + "-" + unit.roleName());
        unit.runBy(worker);
        worker.assign(unit);
        worker.end();
        Thread thread = thread(worker, () -> dedicated.remove(unit));
        dedicated.put(unit, thread);
        return thread::start;
    }

    private Thread workerThread(Worker worker) {
        return thread(worker, () -> dedicated.values().remove(Thread.currentThread()));
    }

    private Thread thread(Worker worker, Runnable atEnd) {
        Thread thread = threadFactory.newThread(() -> {
            engineThreads.add(Thread.currentThread());
            try {
                worker.run();
            } finally {
                engineThreads.remove(Thread.currentThread());
                atEnd.run();
            }
        });
        thread.setName(worker.roleName());
        return thread;
    }

    @Override
    public Executor helpers(String helped, int most) {
        return HelperThreads.of(name + "-" + helped, most, HelperThreads.virtualOr(threadFactory), work -> () -> {
            engineThreads.add(Thread.currentThread());
            try {
                work.run();
            } finally {
                engineThreads.remove(Thread.currentThread());
            }
        });
    }

    /** A thread that is stuck in a function stays with it, and its worker gets another one. */
    @Override
    public synchronized Set<Unit> setAside(Set<Unit> units) {
        Set<Unit> stuck = dedicatedWhere((unit, thread) -> units.contains(unit));
        for (int i = 0; i < workers.size(); i++) {
            if (workers.get(i).ownsAny(units)) {
                replaceThread(i, stuck);
            }
        }
        return stuck;
    }

    @Override
    public synchronized Set<Unit> exiting() {
        Set<Unit> stuck = dedicatedWhere((unit, thread) -> Shutdown.isAwaitedBy(thread));
        for (int i = 0; i < workers.size(); i++) {
            if (Shutdown.isAwaitedBy(workerThreads.get(i))) {
                replaceThread(i, stuck);
            }
        }
        return stuck;
    }

    private Set<Unit> dedicatedWhere(BiPredicate<Unit, Thread> condition) {
        Set<Unit> found = new HashSet<>();
        dedicated.forEach((unit, thread) -> {
            if (!unit.isDone() && condition.test(unit, thread)) {
                found.add(unit);
            }
        });
        return found;
    }

    private void replaceThread(int i, Set<Unit> stuck) {
        Unit unit = workers.get(i).setAside();
        if (unit != null) {
            stuck.add(unit);
            dedicated.put(unit, workerThreads.get(i));
            workerThreads.set(i, workerThread(workers.get(i)));
            workerThreads.get(i).start();
        }
    }

    @Override
    public void interrupt(Unit unit) {
        Thread thread = dedicated.get(unit);
        if (thread != null && thread != Thread.currentThread()) {
            thread.interrupt();
        }
    }

    @Override
    public String whereabouts(Unit unit) {
        Thread thread = threadOf(unit);
        return thread == null ? "" : ", whose thread is at:\n    " + StackText.of(thread);
    }

    @Override
    public StackTraceElement[] stackOf(Unit unit) {
        for (int i = 0; i < workers.size(); i++) {
            if (workers.get(i).owns(unit)) {
                return stackOfStep(workers.get(i), workerThreads.get(i), unit);
            }
        }
        Thread thread = dedicated.get(unit);
        return thread == null ? NO_STACK : StackText.ofStep(thread);
    }

    /** A stack is of the unit only if that was in a step before it was looked at, and is behind it. */
    private static StackTraceElement[] stackOfStep(Worker worker, Thread thread, Unit unit) {
        if (!worker.isIn(unit)) {
            return NO_STACK;
        }
        StackTraceElement[] stack = StackText.ofStep(thread);
        return worker.isIn(unit) ? stack : NO_STACK;
    }

    /** The workers' threads that have ended though the pool has not. */
    public synchronized List<String> deadThreads() {
        return closed
                ? List.of()
                : workerThreads.stream()
                        .filter(thread -> !thread.isAlive())
                        .map(Thread::getName)
                        .toList();
    }

    private Thread threadOf(Unit unit) {
        for (int i = 0; i < workers.size(); i++) {
            if (workers.get(i).owns(unit)) {
                return workerThreads.get(i);
            }
        }
        return dedicated.get(unit);
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public int workers() {
        return workers.size();
    }

    @Override
    public boolean onEngineThread() {
        return engineThreads.contains(Thread.currentThread());
    }

    /**
     * Ends the threads; all jobs must have ended. Waits some seconds for a function that does not return, then says so
     * and leaves its thread.
     */
    @Override
    public void close() {
        end();
        List<Thread> threads = new ArrayList<>(workerThreads);
        threads.addAll(dedicated.values());
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= !join(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end() {
        closed = true;
        workers.forEach(Worker::end);
    }

    private static boolean join(Thread thread) {
        try {
            for (int waited = 0; waited < CLOSE_TIMEOUT_MILLIS && !hasEnded(thread); waited += SLICE_MILLIS) {
                thread.join(SLICE_MILLIS);
            }
        } catch (InterruptedException e) {
            return false;
        }
        if (!hasEnded(thread)) {
            LOG.log(
                    Logger.Level.WARNING,
                    "thread {0} does not end, a function that it runs does not return; it is at:\n    {1}",
                    thread.getName(),
                    StackText.of(thread));
        }
        return true;
    }

    private static boolean hasEnded(Thread thread) {
        return !thread.isAlive() || Shutdown.isAwaitedBy(thread);
    }

    /** Where a thread is, for messages about threads that are stuck. */
    private static final class StackText {

        private static final int FRAMES = 12;

        /** The method that each step of a unit is in. */
        private static final String STEP = "step";

        private StackText() {}

        /** All of it, if the thread is in a step. */
        static StackTraceElement[] ofStep(Thread thread) {
            StackTraceElement[] stack = thread.getStackTrace();
            boolean inStep = Arrays.stream(stack)
                    .anyMatch(frame -> frame.getMethodName().equals(STEP)
                            && frame.getClassName().equals(Worker.class.getName()));
            return inStep ? stack : NO_STACK;
        }

        static String of(Thread thread) {
            return Arrays.stream(thread.getStackTrace())
                    .limit(FRAMES)
                    .map(StackTraceElement::toString)
                    .collect(Collectors.joining("\n    "));
        }
    }
}
