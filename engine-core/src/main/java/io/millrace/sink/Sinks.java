package io.millrace.sink;

import io.millrace.function.BiConsumerFn;
import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;

/** The built-in sinks. For other ones implement {@link Sink}. */
public final class Sinks {

    private Sinks() {}

    /**
     * Prints each event in a line to {@link System#out}, as it is when the job starts. On a thread of its own, since a
     * terminal or a pipe may block. For people: characters that the stream's charset does not have come out as {@code ?}.
     *
     * @return the sink
     */
    public static Sink<Object> print() {
        return new PrintSink(null);
    }

    /**
     * Prints each event in a line. On a thread of its own, since a stream may block. For people: characters that the
     * stream's charset does not have come out as {@code ?}.
     *
     * @param stream where to; is flushed, but not closed. An error that it reports fails the job
     * @return the sink
     */
    public static Sink<Object> print(PrintStream stream) {
        return new PrintSink(Objects.requireNonNull(stream, "the stream must not be null"));
    }

    /**
     * Keeps all events in memory.
     *
     * @param <T> the events
     * @return the sink, which is asked for the events
     */
    public static <T> CollectSink<T> collect() {
        return new CollectSink<>();
    }

    /**
     * Calls the application with each event, on a thread of the engine: the call must not block, or it holds up other
     * work, and what waits for the engine, such as {@code Job.join} or {@code PushSource.emit}, throws there. With several
     * parallel writers the calls overlap.
     *
     * @param <T> the events
     * @param consumer what to call; an exception fails the job
     * @return the sink
     */
    public static <T> Sink<T> callback(ConsumerFn<? super T> consumer) {
        return new CallbackSink<>(checked(consumer), false);
    }

    /**
     * Calls the application with each event, on a thread of its own: while the call blocks, what feeds this sink waits
     * and nothing else does. The thread is interrupted when the job is cancelled. It is one of the engine's, so that what
     * waits for the job, such as {@code Job.join} or {@code Job.close}, throws there, too.
     *
     * @param <T> the events
     * @param consumer what to call; an exception fails the job
     * @return the sink
     */
    public static <T> Sink<T> blockingCallback(ConsumerFn<? super T> consumer) {
        return new CallbackSink<>(checked(consumer), true);
    }

    /**
     * Puts each event into a queue, on a thread of its own. While a bounded queue is full, the pipeline waits.
     *
     * @param <T> the events
     * @param queue the queue, which the application takes from
     * @return the sink
     */
    public static <T> Sink<T> queue(BlockingQueue<? super T> queue) {
        return new QueueSink<>(Objects.requireNonNull(queue, "the queue must not be null"));
    }

    /**
     * A publisher of the events, for {@code java.util.concurrent.Flow} and what is built on it, such as Reactor and RxJava. A subscriber that does not ask for more holds the pipeline up when as many events wait
     * for it as may. See {@link PublisherSink}.
     *
     * @param <T> the events
     * @param capacity how many events wait for a subscriber at most, at least 1 and at most 2<sup>20</sup>
     * @return the sink, for one job; one that was refused does not count
     */
    public static <T> PublisherSink<T> publisher(int capacity) {
        return publisher(capacity, SlowSubscribers.HOLD_UP);
    }

    /**
     * As {@link #publisher(int)}, with something else done about subscribers that do not ask for more.
     *
     * @param <T> the events
     * @param capacity how many events wait for a subscriber at most, at least 1 and at most 2<sup>20</sup>
     * @param whenSlow what becomes of events beyond that
     * @return the sink, for one job; one that was refused does not count
     */
    public static <T> PublisherSink<T> publisher(int capacity, SlowSubscribers whenSlow) {
        return new PublisherSink<>(capacity, whenSlow);
    }

    /**
     * Puts each result somewhere under an id of its own, so that in a job with snapshots each is there exactly once: what
     * was put before a crash is put again after it, under the same id, and replaces itself. On a thread of its own per
     * writer, since a store may block. With several parallel writers the calls overlap.
     *
     * <p>An id is good when it is made from the result alone, and no two results share one: the id of the event that the
     * result was made of, say, or for the result of a window its key, its bounds and which of the window's results it is
     * ({@code WindowResult::id}). An id from a counter, a clock or a random number differs when the job runs through the
     * same events once more, and so does one that has anything to do with batches, tasks or threads. Where results depend
     * on such things themselves, as those of processing time do, what is put last stays; and something that was put before
     * a crash may stay as well, under an id that does not come again.
     *
     * <p>To keep the latest result alone, let all results that replace each other have one id; until the job has caught up
     * after a crash there may then be an older one.
     *
     * @param <T> the results
     * @param id from result to its id, neither null nor empty
     * @param put inserts or replaces, such as {@code (id, result) -> map.put(id, result)}; when it returns, the result has
     *     to be safe. An exception fails the job
     * @return the sink
     */
    public static <T> Sink<T> idempotent(Fn<? super T, String> id, BiConsumerFn<String, ? super T> put) {
        return new IdempotentSink<>(
                Objects.requireNonNull(id, "the function of ids must not be null"),
                Objects.requireNonNull(put, "the action that puts must not be null"));
    }

    /**
     * Drops each event.
     *
     * @return the sink
     */
    public static Sink<Object> discard() {
        return new DiscardSink();
    }

    /**
     * Writes the text of each event as a line of a file: UTF-8, ended by a line feed. The file is made, or emptied,
     * when the job starts, but not emptied when that is refused; its directory has to be there. A pipe is opened when
     * somebody reads it. Lines are in
     * the file as soon as their batch is through, and on the disk when the stream has ended. {@link
     * io.millrace.source.Sources#lines} gives back the same texts: one that ends with a carriage return is therefore
     * ended by CR LF, and where the first begins with a byte order mark there is one more. A text that contains a line
     * feed fails the job, since it would be read as two lines, and so does one with half of a surrogate pair, which
     * UTF-8 cannot hold. When writing fails, half a line is taken back where the file allows that.
     *
     * <p>In a job with snapshots each line is there exactly once, whatever happens: lines become visible when the snapshot
     * that they belong to is complete, until when they are in files beside this one whose names end in {@code .pending}.
     * The file only ever grows. It has to be a regular one in a directory that the program may write, and nobody else's to
     * write: a job that goes on from a snapshot refuses a file that is shorter or longer than that snapshot knows, and one
     * that begins anew refuses a file that has content, since that may be of a job whose snapshots were not found. Delete
     * the file to begin anew.
     *
     * @param file the file
     * @return the sink
     */
    public static Sink<Object> lines(Path file) {
        return new LinesSink(Objects.requireNonNull(file, "the file must not be null"));
    }

    private static <T> ConsumerFn<T> checked(ConsumerFn<T> consumer) {
        return Objects.requireNonNull(consumer, "the callback must not be null");
    }

    /** Drops what it gets. */
    private static final class DiscardSink implements Sink<Object> {

        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Object> open(SinkContext context) {
            return batch -> {};
        }
    }
}
