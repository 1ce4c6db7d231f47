package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.servers.LiveFolder;
import io.millrace.sink.Sinks;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An upgrade puts an operator that has state without keys, or a sink that commits, into another task, at another parallelism. */
class MovedStateTest {

    private static final int EVENTS = 600;

    @TempDir
    private Path directory;

    /** Counts, and tells at the end how many each of its tasks has counted: in this and earlier jobs. */
    private static final class Counting implements Operator<Event, Long> {

        private ListState<Long> state;
        private long count;

        @Override
        public void open(OperatorContext context) {
            state = context.operatorState(ListSpec.of("count", Long.class), Redistribution.SPLIT);
        }

        @Override
        public void onRestored() {
            state.elements().forEach(before -> count += before);
        }

        @Override
        public boolean process(int input, Batch<Event> batch, Output<Long> out) {
            count += batch.size();
            return true;
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<Long> out) {
            state.clear();
            state.add(count);
            return true;
        }

        @Override
        public boolean onEndOfData(Output<Long> out) {
            out.emit(count, 0);
            return true;
        }
    }

    /** Where the operator is. */
    private enum Place {
        BEHIND_SOURCE(events -> events),
        BEHIND_MAP(events -> events.rebalance().map(event -> event).named("before")),
        ALONE(EventStream::rebalance);

        @SuppressWarnings("ImmutableEnumChecker") // the functions are all here
        private final UnaryOperator<EventStream<Event>> before;

        Place(UnaryOperator<EventStream<Event>> before) {
            this.before = before;
        }
    }

    private Pipeline pipeline(String test, Place place) {
        Pipeline pipeline = Pipeline.create("moved");
        EventStream<Event> events = pipeline.source("in", new PacedSource(test, Event.some(1, EVENTS, 3), 0));
        place.before
                .apply(events)
                .transform(OperatorSpec.stateful("counting", "counting", Counting::new))
                .map(count -> "" + count)
                .to("out", Sinks.lines(directory.resolve("out.txt")));
        return pipeline;
    }

    static List<Arguments> moves() {
        return List.of(
                Arguments.of(Place.BEHIND_SOURCE, 2, Place.ALONE, 3),
                Arguments.of(Place.ALONE, 3, Place.BEHIND_MAP, 2),
                Arguments.of(Place.BEHIND_MAP, 2, Place.BEHIND_SOURCE, 1));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void shouldFindItsStateInAnotherTask(Place place, int parallelism, Place later, int laterParallelism)
            throws Exception {
        String test = "moved from " + place;
        PacedSource.hold(test);
        JobClient job = LocalFlink.runner(surviving(parallelism)).executeAsync(pipeline(test, place));
        PacedSource.awaitHeld(test);
        String savepoint = LocalFlink.stop(job, false, directory.resolve("savepoints"));
        PacedSource.release(test);
        LocalFlink.runner(LocalFlink.from(savepoint, surviving(laterParallelism)))
                .execute(pipeline(test, later));

        List<String> counts = Files.readAllLines(directory.resolve("out.txt"));
        assertThat(counts.stream().mapToLong(Long::parseLong).sum()).isEqualTo(EVENTS);
    }

    private Pipeline committing(String test, Place place) {
        Pipeline pipeline = Pipeline.create("moved");
        EventStream<Event> events = pipeline.source("in", new PacedSource(test, Event.some(1, EVENTS, 3), 0));
        place.before.apply(events).to("out", new ParallelVault(test));
        return pipeline;
    }

    /** What it had prepared when it could not commit is committed from where it is later, once. */
    @ParameterizedTest
    @MethodSource("moves")
    void shouldCommitInAnotherTaskWhatItHadPrepared(Place place, int parallelism, Place later, int laterParallelism)
            throws Exception {
        String test = "committing from " + place;
        ParallelVault.breakDown(test);
        Configuration once = surviving(parallelism).set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        assertThatThrownBy(() -> LocalFlink.runner(once).execute(committing(test, place)))
                .hasStackTraceContaining("the vault is broken");
        assertThat(ParallelVault.committed(test)).isEmpty();
        ParallelVault.mend(test);
        LocalFlink.runner(LocalFlink.from(newestCheckpoint(), surviving(laterParallelism)))
                .execute(committing(test, later));

        assertThat(ParallelVault.committed(test))
                .isEqualTo(Event.some(1, EVENTS, 3).stream()
                        .map(Event::toString)
                        .sorted()
                        .toList());
    }

    private String newestCheckpoint() throws IOException {
        return LiveFolder.files(directory.resolve("checkpoints")).stream()
                .filter(file -> file.endsWith("_metadata"))
                .map(Path::getParent)
                .max(Comparator.comparingInt(checkpoint ->
                        Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()))))
                .orElseThrow()
                .toUri()
                .toString();
    }

    private Configuration surviving(int parallelism) {
        return LocalFlink.surviving(parallelism, directory.resolve("checkpoints"));
    }
}
