package io.millrace.operator;

import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What the engine offers to one operator instance. Confined to its task's thread. */
public interface OperatorContext extends TaskContext {

    /**
     * A clock that stands still while this task is held back by its consumers: for timeouts that ask whether an input
     * is silent.
     *
     * @return nanoseconds since an arbitrary origin
     */
    long unblockedNanos();

    /**
     * A clock that runs only while this task waits for input: it stands still while the task is at work and while it is
     * held back by its consumers.
     *
     * @return nanoseconds since an arbitrary origin
     */
    long waitedNanos();

    /**
     * The splits that the rows come from.
     *
     * @return what the operator may follow where it makes event time
     */
    SourceSplits splits();

    /**
     * The keyed state of this instance, of the key groups that it owns: to be declared in {@link Operator#open}. Part of
     * snapshots. What has a {@link io.millrace.state.Ttl} is removed when its time has come, once the operator is done with
     * that time itself.
     *
     * @param <K> the keys
     * @return always the same object
     */
    <K> KeyedState<K> keyedState();

    /**
     * State of this instance that is not keyed; to be asked for in {@link Operator#open}. Small: it is written as a whole
     * while a barrier passes. Part of snapshots.
     *
     * @param <E> the elements
     * @param spec its name, unique within the operator, and the type of its elements
     * @param redistribution what becomes of the elements when a job goes on with another parallelism
     * @return the state, with the elements of the snapshot that the job goes on from
     */
    <E> ListState<E> operatorState(ListSpec<E> spec, Redistribution redistribution);

    /**
     * Whether snapshots may be taken of this instance: whether what it declares as state is ever written, so that the types of
     * all of it have to be known.
     *
     * @return whether there may be snapshots
     */
    boolean takesSnapshots();

    /**
     * Threads for what blocks, of this instance alone; to be asked for in {@link Operator#open}. Work is done in the order in
     * which it is given, by so many threads at most, which are virtual ones where the JDK has them. Hand the results over by
     * something that threads may share, and call the {@link #waker}. Waiting for the engine is refused there. A {@link
     * java.util.concurrent.Future} that has been cancelled before its turn is dropped; once this instance has closed, threads
     * are interrupted, and nothing that waits is done. A {@link io.millrace.testing.Simulation} does the work between two
     * steps, an {@link io.millrace.testing.OperatorHarness} at once.
     *
     * @param most how many threads there are at most, at least 1
     * @return takes the work
     * @throws IllegalArgumentException when there are more than 4,096 and the JDK has no virtual threads
     */
    Executor executor(int most);

    /**
     * Whether barriers are aligned, so that all instances have seen the same of what is broadcast when they pass: not so
     * with {@linkplain io.millrace.snapshot.Snapshots#atLeastOnce snapshots at least once}.
     *
     * @return whether they are; true where there are no snapshots
     */
    boolean alignsBarriers();

    /**
     * How far event time had come for the operator by the snapshot that the job goes on from, which may be ahead of its
     * inputs now: for the key that it had come furthest for. Of a {@linkplain io.millrace.graph.OperatorLogic#combiner
     * combiner} it is that of the operator behind. Known when all of the job has opened, and so when the first row comes.
     *
     * @return the time, as far as the {@linkplain KeyedState#progress progress} of keyed state tells; {@link
     *     io.millrace.time.EventTime#NONE} at a first start
     */
    long restoredTime();

    /**
     * A side output. What is emitted to one that no stream was taken from is dropped.
     *
     * @param <S> its events
     * @param output its name
     * @return the same object for the same name
     */
    <S> Output<S> sideOutput(String output);

    /**
     * The time of day for what operators do: that of the clock, as far as it has been. It follows a clock that is set
     * forward; when the clock is set back it runs on as fast as time passes. What is a duration goes by {@link
     * Clock#nanos} instead.
     *
     * @return epoch milliseconds; never less than before
     */
    long processingTime();

    /**
     * Asks for {@link Operator#onProcessingTime} at a time of day; the earliest one asked for counts, and it is forgotten
     * when it has come. For a while from now there is {@link #wakeAtNanos}.
     *
     * @param epochMillis when, as {@link #processingTime} tells it; a time in the past means as soon as possible
     */
    void wakeAtMillis(long epochMillis);

    /**
     * Asks for {@link Operator#onProcessingTime} when a while is over, whatever the time of day is set to meanwhile; the
     * earliest one asked for counts, and it is forgotten when it has come.
     *
     * @param nanos a time of {@link Clock#nanos()}; one in the past means as soon as possible
     */
    void wakeAtNanos(long nanos);

    /**
     * What wakes this instance from outside: any thread may call it at any time, and never waits for anything. Then {@link
     * Operator#onWake} is called soon, and sees whatever the caller has done before. Calls that come before the operator is
     * told count as one. The operator is told when all of the job has opened, at the earliest; once it has closed, a call
     * has no effect. The next attempt at the job has instances, and wakers, of its own.
     *
     * @return always the same object
     */
    Runnable waker();

    /**
     * An object that the job has of this operator, over all its tasks and attempts, such as what it shows of its results.
     *
     * @param <S> its type
     * @param maker makes it, for the first that asks; called by one thread at a time
     * @return always the same object; where the job is run by another runtime, the same for the tasks of one process at most
     */
    <S> S ofJob(Supplier<S> maker);

    /**
     * Says that the method that is being called cannot go on before a time has come that was asked for, or the {@link
     * #waker} has been called. To be followed by returning false: the method is then not called again before that, and the
     * task's thread may sleep meanwhile. Without this, a method that returns false is called again as soon as there is room.
     *
     * @throws IllegalStateException when nothing has been asked for that could wake the operator; a time that has come does not do so again. Also where it is
     *     not called by a method that says whether it is done
     */
    void awaitWake();
}
