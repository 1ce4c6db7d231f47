package io.millrace.source;

import io.millrace.function.LongFn;
import io.millrace.function.SupplierFn;
import io.millrace.source.IteratorSource.StreamIterator;
import io.millrace.state.serde.Type;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/** The built-in sources. For other ones implement {@link Source}. */
public final class Sources {

    private Sources() {}

    /**
     * Some events. Bounded; replayable.
     *
     * @param <T> the events
     * @param events the events in their order, none null; the array is copied
     * @return the source
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> Source<T> of(T... events) {
        return collection(Arrays.asList(events));
    }

    /**
     * The elements of a collection. Bounded; replayable, where an iterable gives the same elements in the same order
     * whenever it is iterated.
     *
     * @param <T> the events
     * @param elements none null; a {@link Collection} is copied, any other iterable is iterated by each job, on a thread
     *     of the engine, and must not block
     * @return the source
     */
    public static <T> Source<T> collection(Iterable<? extends T> elements) {
        Objects.requireNonNull(elements, "the elements must not be null");
        if (elements instanceof Collection<? extends T> collection) {
            return new CollectionSource<>(copyOf(collection));
        }
        return new CollectionSource<>(elements);
    }

    /**
     * What an iterator gives. It may be endless, but must not block, since a thread of the engine calls it, which has
     * other things to do: what waits for a network, a queue or a person is for {@link #blockingIterator}. Cannot replay:
     * a job that goes on from a snapshot gets what a new iterator gives. One that is {@link AutoCloseable} is closed when the job has done with it.
     *
     * @param <T> the events
     * @param iterators makes the iterator of each job when that starts; neither null nor giving nulls
     * @return the source
     */
    public static <T> Source<T> iterator(SupplierFn<? extends Iterator<? extends T>> iterators) {
        return new IteratorSource<>(supplier(iterators), false);
    }

    /**
     * What an iterator gives that may block: it has a thread of its own, and each event goes on at once, however long the
     * next one takes. When the job is stopped or cancelled that thread is interrupted, which the iterator has to heed: the
     * job ends when the call has returned. Cannot replay: a job that goes on from a snapshot gets what a new iterator
     * gives. While it is silent other streams wait for it, unless its watermarks have {@code idleAfter}.
     *
     * @param <T> the events
     * @param iterators makes the iterator of each job, on that thread; neither null nor giving nulls
     * @return the source
     */
    public static <T> Source<T> blockingIterator(SupplierFn<? extends Iterator<? extends T>> iterators) {
        return new IteratorSource<>(supplier(iterators), true);
    }

    /**
     * The elements of a stream, which is made anew for each job and closed when that has done with it. It may be endless, but must not block, as of {@link #iterator}; one that does is for {@code
     * blockingIterator(() -> stream.iterator())}. Cannot replay: a job that goes on from a snapshot gets what a new stream gives. One that gives the same elements in the same order whenever it is
     * made is replayable as {@code collection(() -> stream.iterator())}.
     *
     * @param <T> the events
     * @param streams makes the stream of each job when that starts; neither null nor giving nulls
     * @return the source
     */
    public static <T> Source<T> stream(SupplierFn<? extends Stream<? extends T>> streams) {
        Objects.requireNonNull(streams, "the supplier of streams must not be null");
        return new IteratorSource<>(() -> new StreamIterator<T>(streams.get()), false);
    }

    /**
     * What the application puts into a queue. A thread of its own takes the events, as soon as they are there. Live; endless: it goes on until the job is stopped, and what is in the queue then stays there. Cannot
     * replay: what has been taken out of the queue since the snapshot that a job goes on from is lost.
     *
     * @param <T> the events
     * @param queue the queue, which nobody else takes from
     * @return the source
     */
    public static <T> Source<T> queue(BlockingQueue<? extends T> queue) {
        return new QueueSource<>(queueOf(queue), null);
    }

    /**
     * As {@link #queue(BlockingQueue)}, with an end.
     *
     * @param <T> the events
     * @param queue the queue, which nobody else takes from
     * @param last ends the stream when something that equals it is taken out, and is no event itself
     * @return the source
     */
    public static <T> Source<T> queue(BlockingQueue<? extends T> queue, T last) {
        Objects.requireNonNull(last, "the last element must not be null; leave it out for a source without end");
        return new QueueSource<>(queueOf(queue), last);
    }

    private static <S> S queueOf(S queue) {
        return Objects.requireNonNull(queue, "the queue must not be null");
    }

    /**
     * What a publisher publishes, such as one of Reactor, RxJava or the JDK. It is asked for no more than there is room for, so that a pipeline that is behind holds it up; its {@code onError} fails the
     * job when what came before has been read, its {@code onComplete} ends the stream. When the job is stopped, the subscription is cancelled, and what was received is worked off; when it is cancelled or
     * fails, that is lost. Live.
     *
     * <p>Each attempt at the job subscribes anew, when all of it has opened. So after a restart there is what the publisher gives to a new subscriber: everything once more, of one that begins
     * anew for each, so that what the snapshot has is counted twice; or what is published from then on, of one that does not, so that what was under way is lost. Where that is not good enough have the
     * application read the publisher, and write to a {@linkplain #journal journal}.
     *
     * <p>A publisher that publishes on the thread that requests does so on one of the engine: it must not block there.
     *
     * @param <T> the events
     * @param publisher the publisher
     * @param capacity how many events are buffered, and so requested, at most; at least 1 and at most 2<sup>20</sup>
     * @return the source
     */
    public static <T> Source<T> publisher(Flow.Publisher<? extends T> publisher, int capacity) {
        Objects.requireNonNull(publisher, "the publisher must not be null");
        if (capacity < 1 || capacity > 1 << 20) {
            throw new IllegalArgumentException(
                    "what is requested of a publisher is at least 1 event and at most 2^20, not " + capacity);
        }
        return new PublisherSource<>(publisher, capacity);
    }

    private static <S> S supplier(S iterators) {
        return Objects.requireNonNull(iterators, "the supplier of iterators must not be null");
    }

    /**
     * Events made from their index, endless and as fast as possible unless the options of the result say otherwise.
     * Replayable as far as the function depends on nothing but the index.
     *
     * @param <T> the events
     * @param function from the index, counted from 0, to the event, which is not null; called by every parallel reader. An index for which it fails is {@linkplain
     *     SourceContext#reject rejected}
     * @return the source
     */
    public static <T> GeneratorSource<T> generate(LongFn<? extends T> function) {
        return new GeneratorSource<>(Objects.requireNonNull(function, "the generator function must not be null"));
    }

    /**
     * Several sources read as one, in turns: each is a split with a watermark of its own where timestamps are given
     * directly behind it, so none makes the events of another late. Parallel readers share the sources. It ends when all
     * have ended; it is live if any of them is, and each is replayable if it is so by itself. A job
     * that goes on has to interleave the same ones in the same order, to which others may be added at the end; the parallelism may change.
     *
     * @param <T> the events
     * @param sources at least one, none of them a {@link SplitSource} that is not made here; if any is {@linkplain Source#live() live} then none may {@linkplain Source#blocking() block},
     *     since while one blocks the others wait
     * @return the source
     */
    public static <T> Source<T> interleaved(List<? extends Source<? extends T>> sources) {
        return new InterleavedSource<>(List.copyOf(sources));
    }

    /**
     * A source that the threads of the application push events into. Live; cannot replay: of a job with snapshots, what was
     * pushed since the last one is lost in a crash unless the application keeps it, see {@link PushSource}. On a thread of the
     * engine {@code emit} throws, since it might wait for itself; {@code tryEmit} may be called by any.
     *
     * @param <T> the events
     * @param capacity how many events it buffers at most, at least 1; when it is full, those who push wait
     * @return the source, which feeds one job; one that was refused does not count
     */
    public static <T> PushSource<T> push(int capacity) {
        return push(capacity, OnFull.block());
    }

    /**
     * As {@link #push(int)}, with something else done than to wait when the buffer is full: {@code Sources.push(1_024,
     * OnFull.conflate(Tick::symbol))}. On a thread of the engine {@code emit} throws where it might wait.
     *
     * @param <T> the events
     * @param capacity how many events it buffers at most, at least 1
     * @param onFull what becomes of events that come when it is full
     * @return the source, which feeds one job; one that was refused does not count
     */
    public static <T> PushSource<T> push(int capacity, OnFull<? super T> onFull) {
        return new PushSource<>(capacity, onFull);
    }

    /**
     * A source that the threads of the application write events into, each of which is on the disk when {@code emit} returns, and is processed exactly once whatever crashes then: see {@link
     * JournalSource}. Live; replayable.
     *
     * @param <T> the events
     * @param directory where they are kept, made when it is not there; for this journal alone
     * @param type the class of the events, which is not generic
     * @return the source, which feeds one job at a time
     * @throws io.millrace.state.serde.NoSerdeException when there is no serde for the type
     */
    public static <T> JournalSource<T> journal(Path directory, Class<T> type) {
        return journal(
                directory,
                Type.of(Objects.requireNonNull(type, "the class of the events must not be null")),
                JournalOptions.defaults());
    }

    /**
     * As {@link #journal(Path, Class)}, with a type that may be generic, and options.
     *
     * @param <T> the events
     * @param directory where they are kept, made when it is not there; for this journal alone
     * @param type the type of the events
     * @param options how they are kept
     * @return the source, which feeds one job at a time
     * @throws io.millrace.state.serde.NoSerdeException when there is no serde for the type
     */
    public static <T> JournalSource<T> journal(Path directory, Type<T> type, JournalOptions options) {
        Objects.requireNonNull(directory, "the directory of a journal must not be null");
        Objects.requireNonNull(type, "the type of the events must not be null");
        return new JournalSource<>(directory, type, Objects.requireNonNull(options, "the options must not be null"));
    }

    /**
     * A source that the threads of the application ask, and are answered by. Live; cannot replay. See {@link RequestSource}; here snapshots do not know the type of the questions, and
     * where state holds requests, {@code typed(...)} behind the source has to tell it.
     *
     * @param <Q> the questions
     * @param <A> the answers
     * @param capacity how many requests may be open at a time, at least 1 and at most 2<sup>20</sup>
     * @return the source, which feeds one job at a time
     */
    public static <Q, A> RequestSource<Q, A> requests(int capacity) {
        return new RequestSource<>(capacity, null);
    }

    /**
     * As {@link #requests(int)}, with the types.
     *
     * @param <Q> the questions
     * @param <A> the answers
     * @param capacity how many requests may be open at a time, at least 1 and at most 2<sup>20</sup>
     * @param questions the class of the questions, which is not generic: where state holds requests, snapshots need it
     * @param answers the class of the answers
     * @return the source, which feeds one job at a time
     */
    public static <Q, A> RequestSource<Q, A> requests(int capacity, Class<Q> questions, Class<A> answers) {
        return requests(
                capacity,
                Type.of(Objects.requireNonNull(questions, "the class of the questions must not be null")),
                Type.of(Objects.requireNonNull(answers, "the class of the answers must not be null")));
    }

    /**
     * As {@link #requests(int, Class, Class)}, with types that may be generic.
     *
     * @param <Q> the questions
     * @param <A> the answers
     * @param capacity how many requests may be open at a time, at least 1 and at most 2<sup>20</sup>
     * @param questions the type of the questions
     * @param answers the type of the answers
     * @return the source, which feeds one job at a time
     */
    public static <Q, A> RequestSource<Q, A> requests(int capacity, Type<Q> questions, Type<A> answers) {
        Objects.requireNonNull(answers, "the type of the answers must not be null");
        return new RequestSource<>(
                capacity, Objects.requireNonNull(questions, "the type of the questions must not be null"));
    }

    /**
     * The lines of a file, UTF-8. A line ends with a line feed, before which a carriage return is dropped; the last one
     * may lack its end. A byte order mark is skipped. A line that is not UTF-8, or of more than 16 MiB, is {@linkplain SourceContext#reject rejected}: it
     * fails the job with an error that names the file and the line, unless {@code onError} right behind the source says otherwise. Bounded; replayable by position: a job that goes on refuses a file
     * that has since been cut, replaced or changed near where it began or was left: in the first {@value FileSample#SIZE} bytes, or in as many before the place
     * where it goes on. A change in between is not noticed. One that has grown is read on. A pipe or
     * a device is opened when the job runs, each line goes on as soon as it is there, and none can be replayed.
     *
     * @param file the file, which has to be there and readable when the job starts
     * @return the source
     */
    public static Source<String> lines(Path file) {
        return new LinesSource<>(checked(file), String.class, Sources::textOf);
    }

    /**
     * The lines of a stream of bytes, such as {@code System.in}, as UTF-8, under the same rules as {@link #lines(Path)}.
     * Each line goes on as soon as its end has come. A thread of its own reads, so that neither the engine nor the end of a
     * job waits for the stream; it is not closed. Lines are read a little in advance, 256 KiB or so.
     *
     * <p>Its silence means that there is nothing, as with a push source. It feeds one job, and cannot replay: a job that
     * restarts by itself goes on with the lines that follow, without those behind its snapshot; one that is started
     * again from a snapshot by another process, with what that is given.
     *
     * @param input the stream, which nobody else reads
     * @return the source
     */
    public static Source<String> lines(InputStream input) {
        return new StreamLinesSource(Objects.requireNonNull(input, "the input stream must not be null"));
    }

    /**
     * As {@link #lines(Path)}, with the number of each line, so that errors further on can name it. A line that is not
     * UTF-8, or too long, does not fail the job: it says so in its {@link Line#problem}.
     *
     * @param file the file
     * @return the source
     */
    public static Source<Line> numberedLines(Path file) {
        return new LinesSource<>(checked(file), Line.class, Line::new);
    }

    /**
     * The lines of all files of a directory, those that appear while the job runs included, under the same rules as {@link
     * #lines(Path)}. Each file is a split, so that none makes the lines of another late that is there at the same time; parallel readers share them.
     * Endless: it goes on until the job is stopped. A job that goes on reads each file on from where it was, and none again, with any
     * parallelism.
     *
     * <p>A file is read once, to the end that it has when that is come to; a line that is added later is not read, of which the log warns once for each such file,
     * unless the job has been started again since. So have files written under a name that begins with a dot, which is passed over as folders are, and renamed when they are complete. A file that is moved away or deleted before it has been
     * read fails the job; one that has been, may go, and is then forgotten: another of the same name is read. A reader has 64 files open at a time, in the order of
     * their names; what waits does not hold event time back.
     *
     * @param directory the directory, which has to be there when the job starts
     * @param lookAgain after how long to look for files again, positive
     * @return the source
     */
    public static Source<String> linesIn(Path directory, Duration lookAgain) {
        return new DirectorySource<>(checked(directory), positive(lookAgain), String.class, Sources::textOf);
    }

    /**
     * As {@link #linesIn}, with file and number of each line. A line that is not UTF-8, or too long, says so in its {@link
     * Line#problem}.
     *
     * @param directory the directory
     * @param lookAgain after how long to look for files again, positive
     * @return the source
     */
    public static Source<Line> numberedLinesIn(Path directory, Duration lookAgain) {
        return new DirectorySource<>(checked(directory), positive(lookAgain), Line.class, Line::new);
    }

    private static Duration positive(Duration lookAgain) {
        if (lookAgain.isNegative() || lookAgain.isZero()) {
            throw new IllegalArgumentException(
                    "to look for files again after " + lookAgain + " cannot be done; give a positive duration");
        }
        return lookAgain;
    }

    private static String textOf(Path file, long number, String text, String problem) {
        return problem == null ? text : null;
    }

    private static Path checked(Path file) {
        return Objects.requireNonNull(file, "the file must not be null");
    }

    private static <T> List<T> copyOf(Collection<? extends T> collection) {
        List<T> copy = new ArrayList<>(collection);
        int index = copy.indexOf(null);
        if (index >= 0) {
            throw new NullPointerException("event " + index + " (counted from 0) is null; events must not be null");
        }
        return copy;
    }
}
