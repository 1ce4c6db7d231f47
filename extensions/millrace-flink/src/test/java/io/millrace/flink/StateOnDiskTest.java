package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.flink.Programs.Feed;
import io.millrace.flink.Programs.Program;
import io.millrace.function.SupplierFn;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.time.Watermarks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keyed processes keep is in a state backend of Flink's on disk where one is configured, and they see what they see in the engine. */
class StateOnDiskTest {

    /** So many that the source has the same batches, and so the same watermarks, whether it waits for checkpoints or not. */
    private static final int EVENTS = 600;

    private static final int KEYS = 5;

    @TempDir
    private Path directory;

    /** One source, so that the events of a key come in one order, and the same watermarks between them. */
    private static Program program(SupplierFn<KeyedProcess<String, Event, String>> process) {
        return (events, out, feed) -> {
            Pipeline pipeline = Pipeline.create("on-disk");
            pipeline.source("in", feed.of(events))
                    .typed(Event.class)
                    .timestamps(Event::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(1)))
                    .keyBy(Event::key, String.class)
                    .process("process", process)
                    .to("out", Sinks.lines(out.resolve("out.txt")));
            return pipeline;
        };
    }

    private Configuration configuration(String backend, int parallelism) {
        return LocalFlink.keptBy(backend, LocalFlink.surviving(parallelism, directory.resolve("checkpoints")));
    }

    private Map<String, List<String>> embedded(Program program, List<Event> events) throws Exception {
        return Comparison.embedded(program, events, directory.resolve("here"), PacedSource::flowing);
    }

    @ParameterizedTest
    @CsvSource({"rocksdb, true", "rocksdb, false", "forst, true", "hashmap, true"})
    void shouldSeeWhatTheEngineSeesWhileTasksFail(String backend, boolean incremental) throws Exception {
        Program program = program(Tracing::new);
        List<Event> events = Event.some(3, EVENTS, KEYS);
        Path there = Files.createDirectory(directory.resolve("there"));
        String test = "on disk " + backend + incremental;
        LocalFlink.runner(configuration(backend, 3).set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, incremental))
                .execute(program.pipeline(events, there, some -> new PacedSource(test, some, 2)));
        Comparison.assertSame(Comparison.written(there), embedded(program, events));
        assertThat(PacedSource.failures(test)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "3, 2", "2, 1"})
    void shouldSeeWhatTheEngineSeesWhenItGoesOnAtAnotherParallelism(int first, int second) throws Exception {
        Program program = program(Tracing::new);
        List<Event> events = Event.some(first, EVENTS, KEYS);
        Path there = Files.createDirectory(directory.resolve("there"));
        Feed feed = stopped(program, events, there, configuration("rocksdb", first));
        LocalFlink.runner(LocalFlink.from(savepoint, configuration("rocksdb", second)))
                .execute(program.pipeline(events, there, feed));
        Comparison.assertSame(Comparison.written(there), embedded(program, events));
    }

    private String savepoint;

    /** Has a job stop half way with a savepoint, and what feeds the next one. */
    private Feed stopped(Program program, List<Event> events, Path there, Configuration configuration)
            throws Exception {
        String test = "stopped " + there;
        Feed feed = some -> new PacedSource(test, some, 0);
        PacedSource.hold(test);
        JobClient job = LocalFlink.runner(configuration).executeAsync(program.pipeline(events, there, feed));
        PacedSource.awaitHeld(test);
        savepoint = LocalFlink.stop(job, false, directory.resolve("savepoints"));
        PacedSource.release(test);
        return feed;
    }

    /** What has been seen of a key, in the first version. */
    record Seen(String first, int count) {}

    /** The same in the second. */
    record SeenLater(long count, Instant latest, String first) {}

    /** The first version. */
    static final class Watching extends KeyedProcess<String, Event, String> {

        private final ValueState<Seen> seen = value("seen", Seen.class);
        private final MapState<Long, Seen> byValue = map("by value", Long.class, Seen.class);

        @Override
        protected void process(Event event, KeyedContext<String> context, Emitter<String> out) {
            Seen all = seen.getOr(new Seen("" + event.seq(), 0));
            Seen some = byValue.get(event.value() % 3);
            seen.set(new Seen(all.first(), all.count() + 1));
            byValue.put(event.value() % 3, new Seen(all.first(), some == null ? 1 : some.count() + 1));
            out.emit(context.key() + " since " + all.first() + " " + all.count() + " " + some(some));
        }

        private static String some(Seen some) {
            return some == null ? "none" : some.first() + "/" + some.count();
        }
    }

    /** The second version, in which a state has a lifetime. */
    static final class WatchingLater extends KeyedProcess<String, Event, String> {

        private final ValueState<SeenLater> seen =
                value(ValueSpec.of("seen", SeenLater.class).ttl(Ttl.eventTime(Duration.ofHours(10))));
        private final MapState<Long, SeenLater> byValue = map("by value", Long.class, SeenLater.class);

        @Override
        protected void process(Event event, KeyedContext<String> context, Emitter<String> out) {
            SeenLater all = seen.getOr(new SeenLater(0, null, "" + event.seq()));
            SeenLater some = byValue.get(event.value() % 3);
            seen.set(new SeenLater(all.count() + 1, event.time(), all.first()));
            byValue.put(
                    event.value() % 3, new SeenLater(some == null ? 1 : some.count() + 1, event.time(), all.first()));
            out.emit(context.key() + " since " + all.first() + " " + all.count() + " " + some(some));
        }

        private static String some(SeenLater some) {
            return some == null ? "none" : some.first() + "/" + some.count();
        }
    }

    @Test
    void shouldReadStateOfRecordsThatHaveChanged() throws Exception {
        List<Event> events = Event.some(8, EVENTS, KEYS);
        Path there = Files.createDirectory(directory.resolve("there"));
        Feed feed = stopped(program(Watching::new), events, there, configuration("rocksdb", 2));
        LocalFlink.runner(LocalFlink.from(savepoint, configuration("rocksdb", 1)))
                .execute(program(WatchingLater::new).pipeline(events, there, feed));
        Comparison.assertSame(Comparison.written(there), embedded(program(WatchingLater::new), events));
    }

    /** The key of a map, in the first version. */
    record Third(long number) {}

    /** The same in the second. */
    record NamedThird(long number, String name) {}

    private static final class ByThird<T extends Record> extends KeyedProcess<String, Event, String> {

        private final MapState<T, Long> sums;
        private final LongFunction<T> third;

        ByThird(Class<T> type, LongFunction<T> third) {
            sums = map("sums", type, Long.class);
            this.third = third;
        }

        @Override
        protected void process(Event event, KeyedContext<String> context, Emitter<String> out) {
            Long sum = sums.get(third.apply(event.value() % 3));
            sums.put(third.apply(event.value() % 3), (sum == null ? 0 : sum) + 1);
        }
    }

    /** They are found by their bytes. */
    @Test
    void shouldRefuseKeysOfMapsThatHaveChanged() throws Exception {
        List<Event> events = Event.some(10, 200, 5);
        Path there = Files.createDirectory(directory.resolve("there"));
        Feed feed = stopped(
                program(() -> new ByThird<>(Third.class, Third::new)), events, there, configuration("rocksdb", 1));
        Configuration goesOn = LocalFlink.from(savepoint, configuration("rocksdb", 1))
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        Program changed = program(() -> new ByThird<>(NamedThird.class, number -> new NamedThird(number, "")));
        assertThatThrownBy(() -> LocalFlink.runner(goesOn).execute(changed.pipeline(events, there, feed)))
                .hasStackTraceContaining(
                        "State 'sums' of operator 'process' has elements of the form record{number:long,name:string?}");
    }

    @ParameterizedTest
    @CsvSource({"rocksdb, hashmap, state.backend.type", "hashmap, rocksdb, was in memory"})
    void shouldRefuseASavepointOfAnotherStateBackend(String before, String after, String reason) throws Exception {
        List<Event> events = Event.some(9, 200, 5);
        Path there = Files.createDirectory(directory.resolve("there"));
        Feed feed = stopped(program(Watching::new), events, there, configuration(before, 1));
        Configuration other = LocalFlink.from(savepoint, configuration(after, 1))
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        assertThatThrownBy(() ->
                        LocalFlink.runner(other).execute(program(Watching::new).pipeline(events, there, feed)))
                .hasStackTraceContaining(reason);
    }
}
