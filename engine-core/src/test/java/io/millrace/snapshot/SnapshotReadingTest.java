package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Snapshots are read as the job left them, whatever deltas and tasks they consist of. */
@Tag("machine")
class SnapshotReadingTest {

    private static final Path PLACE = Path.of("/snapshots");
    private static final Type<Long> KEYS = Type.of(Long.class);
    private static final ListSpec<Long> LATEST = ListSpec.of("latest", Long.class);
    private static final MapSpec<Long, Long> REMAINDERS = MapSpec.of("remainders", Long.class, Long.class);

    /** Changes each kind of state in each way that there is. */
    private static final class Busy extends KeyedProcess<Long, Long, Long> {

        private final ValueState<Long> count = value("count", Long.class);
        private final ListState<Long> latest = list(LATEST);
        private final MapState<Long, Long> remainders = map(REMAINDERS);
        private final Timer due = eventTimer("due", (context, out) -> {});

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<Long> out) {
            count.set(count.getOr(0L) + 1);
            if (event % 5 == 0) {
                count.clear();
            }
            latest.add(event);
            latest.removeIf(old -> old < event - 40);
            if (event % 11 == 0) {
                latest.clear();
            }
            remainders.put(event % 7, event);
            remainders.remove(event % 3);
            if (event % 13 == 0) {
                remainders.clear();
            }
            due.set(Instant.ofEpochMilli(1_000_000 + event));
            if (event % 4 == 0) {
                due.clear();
            }
        }
    }

    /** What the state is after so many events, by collections of the JDK. */
    private static final class Model {

        private final Map<Long, Long> counts = new HashMap<>();
        private final Map<Long, List<Long>> latest = new HashMap<>();
        private final Map<Long, Map<Long, Long>> remainders = new HashMap<>();
        private final Map<Long, Instant> due = new HashMap<>();

        private Model(long events, int keys) {
            for (long event = 0; event < events; event++) {
                add(event, event % keys);
            }
            latest.values().removeIf(List::isEmpty);
            remainders.values().removeIf(Map::isEmpty);
        }

        private void add(long event, long key) {
            counts.merge(key, 1L, Long::sum);
            if (event % 5 == 0) {
                counts.remove(key);
            }
            List<Long> list = latest.computeIfAbsent(key, unused -> new ArrayList<>());
            list.add(event);
            list.removeIf(old -> old < event - 40 || event % 11 == 0);
            Map<Long, Long> map = remainders.computeIfAbsent(key, unused -> new HashMap<>());
            map.put(event % 7, event);
            map.remove(event % 3);
            if (event % 13 == 0) {
                map.clear();
            }
            due.put(key, Instant.ofEpochMilli(1_000_000 + event));
            if (event % 4 == 0) {
                due.remove(key);
            }
        }
    }

    private static Pipeline pipeline(int keys) {
        Pipeline pipeline = Pipeline.create("busy");
        pipeline.source("numbers", Sources.generate(index -> index).count(2_000).rate(1_000))
                .timestamps(Instant::ofEpochMilli, Watermarks.ascending())
                .keyBy(number -> number % keys, Long.class)
                .process("busy", Busy::new)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldReadWhatTheJobHadAtEachSnapshot() {
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int keys = 1 + random.nextInt(60);
            Simulation run = Simulation.of(pipeline(keys)).seed(seed).snapshots(Duration.ofMillis(10));
            for (int i = 0; i < 4; i++) {
                run.advance(Duration.ofMillis(random.nextInt(300)));
                if (random.nextInt(4) == 0) {
                    run.crashAndRestore();
                }
                run.snapshot(i == 2 ? "third" : null);
                checkAll(run.disk(), keys);
            }
        });
    }

    private static void checkAll(SimulatedDisk disk, int keys) throws IOException {
        for (Snapshot snapshot : Snapshot.list(disk, PLACE)) {
            List<Object> positions = snapshot.positions("numbers");
            Model model = new Model(positions.isEmpty() ? 0 : (long) positions.get(0), keys);
            if (snapshot.isJobComplete()) {
                model.due.clear();
            }
            assertThat(snapshot.values("busy", "count", Long.class, Long.class)).isEqualTo(model.counts);
            assertThat(snapshot.lists("busy", KEYS, LATEST)).isEqualTo(model.latest);
            assertThat(snapshot.maps("busy", KEYS, REMAINDERS)).isEqualTo(model.remainders);
            assertThat(snapshot.timers("busy", "due", Long.class)).isEqualTo(model.due);
            checkListed(snapshot, model);
        }
    }

    private static void checkListed(Snapshot snapshot, Model model) throws IOException {
        Map<String, Long> listed = new HashMap<>();
        for (OperatorInfo operator : snapshot.operators()) {
            operator.states().forEach(state -> listed.put(operator.name() + "." + state.name(), state.entries()));
        }
        Map<String, Long> expected = new HashMap<>();
        expected.put("busy.count", (long) model.counts.size());
        expected.put(
                "busy.latest",
                model.latest.values().stream().mapToLong(List::size).sum());
        expected.put(
                "busy.remainders",
                model.remainders.values().stream().mapToLong(Map::size).sum());
        expected.put("busy.due", (long) model.due.size());
        expected.values().removeIf(count -> count == 0);
        listed.keySet().removeIf(name -> !name.startsWith("busy.") || name.equals("busy.event time"));
        assertThat(listed).isEqualTo(expected);
    }

    @Test
    void shouldTellWhatThereIsAsATable() throws Exception {
        Simulation run = Simulation.of(pipeline(3)).parallelism(2).seed(1).snapshots(Duration.ofMillis(10));
        run.run();
        Snapshot snapshot = Snapshot.open(run.disk(), PLACE);
        assertThat(snapshot.isJobComplete()).isTrue();
        assertThat(snapshot.job()).isEqualTo("busy");
        assertThat(snapshot.toString())
                .contains("of job 'busy'", "the job is complete")
                .containsPattern("operator +tasks +state +kind +key +value +entries +bytes\n")
                .containsPattern("busy +2 \\(ended\\) +count +value +long +long +\\d+ +\\d+\n")
                .containsPattern("event time +progress +long")
                .containsPattern("remainders +map +long -> long +long")
                .containsPattern("numbers +1 \\(ended\\) +position +unkeyed +position +1 +");
    }

    @Test
    void shouldNameWhatItIsAskedForWronglyWhenTypesDoNotFit() {
        Simulation run = Simulation.of(pipeline(3)).seed(1).snapshots(Duration.ofMillis(10));
        run.advance(Duration.ofMillis(300));
        run.snapshot("now");
        assertThatThrownBy(() -> open(run).values("busy", "count", String.class, Long.class))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("State 'count' of operator 'busy'", "keys of the form", "string", "long");
        assertThatThrownBy(() -> open(run).values("busy", "count", Long.class, String.class))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("State 'count' of operator 'busy'", "string", "long");
        assertThatThrownBy(() -> open(run).timers("busy", "count", Long.class))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("State 'count' of operator 'busy'", "TIMER", "VALUE");
    }

    @Test
    void shouldSayWhatIsDamaged() throws Exception {
        Simulation run = Simulation.of(pipeline(3)).parallelism(1).seed(1).snapshots(Duration.ofMillis(10));
        run.run();
        Snapshot snapshot = open(run);
        Path directory = PLACE.resolve(String.format(Locale.ROOT, "%019d", snapshot.id()));
        for (Path file : run.disk().list(directory)) {
            if (file.toString().endsWith(".state")) {
                byte[] content = run.disk().content(file);
                content[content.length / 2] ^= 1;
                run.disk().replaceContent(file, content);
            }
        }
        assertThatThrownBy(snapshot::operators).isInstanceOf(IOException.class).hasMessageContaining("is damaged");
        assertThat(snapshot.toString()).contains("cannot be read: ", "is damaged");
    }

    @Test
    void shouldSayThatASnapshotIsGoneWhenTheJobHasDeletedIt() throws Exception {
        Simulation run = Simulation.of(pipeline(3)).seed(1);
        SimulatedDisk disk = run.disk();
        run.snapshots(Snapshots.in(disk, PLACE).onDemand().keep(1));
        run.advance(Duration.ofMillis(100));
        run.snapshot(null);
        Snapshot first = Snapshot.open(disk, PLACE);
        run.crashAndRestore().advance(Duration.ofMillis(100));
        run.snapshot(null);
        run.snapshot(null);
        assertThatThrownBy(first::operators)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("snapshot " + first.id(), "has been deleted since it was opened");
    }

    @Test
    void shouldRefuseToOpenWhatIsNotThere() {
        SimulatedDisk disk = new SimulatedDisk();
        assertThatThrownBy(() -> Snapshot.open(disk, PLACE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no directory /snapshots");
    }

    @Test
    void shouldBeEmptyWhereThereIsNoSuchState() throws Exception {
        Simulation run = Simulation.of(pipeline(3)).seed(1).snapshots(Duration.ofMillis(10));
        run.advance(Duration.ofMillis(300));
        run.snapshot("now");
        assertThat(open(run).values("busy", "unknown", Long.class, Long.class)).isEmpty();
        assertThat(open(run).positions("busy")).isEmpty();
    }

    private static Snapshot open(Simulation run) throws IOException {
        return Snapshot.open(run.disk(), PLACE);
    }
}
