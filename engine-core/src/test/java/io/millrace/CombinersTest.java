package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ListSpec;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Operators that the planner puts before a key exchange. */
class CombinersTest {

    private static final Logger LOG = Logger.getLogger("io.millrace.job");

    record Payment(int user, int count) {}

    /** Puts the payments of a user together, and remembers what it is told of itself. */
    private static final class Adding implements Operator<Payment, Payment> {

        private final Queue<String> told;
        private final Map<Integer, Payment> held = new TreeMap<>();
        private final Map<Integer, Integer> hashes = new TreeMap<>();

        Adding(Queue<String> told) {
            this.told = told;
        }

        @Override
        public void open(OperatorContext context) {
            told.add(context.operator() + " " + context.subtask() + " of " + context.parallelism());
        }

        @Override
        public boolean process(int input, Batch<Payment> batch, Output<Payment> out) {
            for (int row = 0; row < batch.size(); row++) {
                Payment payment = batch.value(row);
                hashes.put(payment.user(), batch.hash(row));
                held.merge(payment.user(), payment, (a, b) -> new Payment(a.user(), a.count() + b.count()));
            }
            return true;
        }

        @Override
        public boolean onEndOfData(Output<Payment> out) {
            held.forEach((user, payment) -> out.emit(payment, EventTime.NONE, hashes.get(user)));
            held.clear();
            return true;
        }
    }

    /** Counts the payments of the first users as late, and nothing else. */
    private static final class Judging implements Operator<Payment, Payment> {

        private final int lateUsers;
        private Counter late;
        private Counter combined;

        Judging(int lateUsers) {
            this.lateUsers = lateUsers;
        }

        @Override
        public void open(OperatorContext context) {
            late = context.metrics().counter(Metrics.LATE);
            combined = context.metrics().counter(Metrics.COMBINED);
        }

        @Override
        public boolean process(int input, Batch<Payment> batch, Output<Payment> out) {
            for (int row = 0; row < batch.size(); row++) {
                Payment payment = batch.value(row);
                combined.add(payment.count() - 1);
                late.add(input == 1 && payment.user() < lateUsers ? payment.count() : 0);
            }
            return true;
        }
    }

    private static KeyedStream<Integer, Payment> payments(Pipeline pipeline, String name, int count, int readers) {
        return pipeline.source(
                        name,
                        Sources.generate(index -> new Payment((int) index % 4, 1))
                                .count(count))
                .parallelism(readers)
                .keyBy(Payment::user);
    }

    private static OperatorSpec<Payment, Payment> adding(Queue<String> told) {
        return OperatorSpec.stateless("adding", () -> new Adding(told));
    }

    private static OperatorSpec<Payment, Payment> judging(String name, int lateUsers) {
        return OperatorSpec.stateful("judging", name, () -> new Judging(lateUsers));
    }

    /** The lines that are logged of an operator that takes the payments of two inputs, the second of which is combined. */
    private static List<String> warnings(String operator, int lateUsers) {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOG.addHandler(handler);
        try (Engine engine = Engine.withWorkers(2)) {
            Pipeline pipeline = Pipeline.create("warned of " + operator);
            payments(pipeline, "plain", 8, 2)
                    .transform(
                            judging(operator, lateUsers).combiner(1, adding(new ConcurrentLinkedQueue<>())),
                            payments(pipeline, "combined", 400, 2))
                    .parallelism(1)
                    .to("out", Sinks.discard());
            engine.start(pipeline).join();
        } finally {
            LOG.removeHandler(handler);
        }
        return lines.stream()
                .filter(line -> line.contains("'" + operator + "': "))
                .toList();
    }

    @Test
    void shouldHoldLateEventsAgainstAllThatWerePutTogether() {
        assertThat(warnings("few late", 1)).isEmpty();
        assertThat(warnings("many late", 3)).singleElement().asString().contains("too late", "'many late'");
    }

    @Test
    void shouldNumberTheCombinersByTheTasksThatSendToTheOperator() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Pipeline pipeline = Pipeline.create("numbered");
        payments(pipeline, "first", 4, 2)
                .transform(
                        judging("judge", 0).combiner(0, adding(told)).combiner(2, adding(told)),
                        payments(pipeline, "second", 4, 1),
                        payments(pipeline, "third", 4, 3))
                .parallelism(2)
                .to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(pipeline).join();
        }
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "judge 0 of 6", "judge 1 of 6", "judge 3 of 6", "judge 4 of 6", "judge 5 of 6");
    }

    @Test
    void shouldRefuseACombinerThatHasState() {
        OperatorSpec<Payment, Payment> judging = judging("judge", 0);
        OperatorSpec<Payment, Payment> named = judging("named", 0);
        assertThatThrownBy(() -> judging.combiner(0, named))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("input 0", "judging 'judge'", "'named'", "OperatorSpec.stateless");

        Pipeline pipeline = Pipeline.create("stateful");
        payments(pipeline, "payments", 4, 2)
                .transform(judging.combiner(0, OperatorSpec.<Payment, Payment>stateless("keeping", Keeping::new)))
                .parallelism(1)
                .to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(2)) {
            assertThatThrownBy(() -> engine.start(pipeline))
                    .hasMessageContainingAll("operator 'judge'", "a combiner cannot have");
        }
    }

    /** Has state, which a combiner cannot. */
    private static final class Keeping implements Operator<Payment, Payment> {

        @Override
        public void open(OperatorContext context) {
            context.operatorState(ListSpec.of("kept", Integer.class), Redistribution.SPLIT);
        }

        @Override
        public boolean process(int input, Batch<Payment> batch, Output<Payment> out) {
            return true;
        }
    }

    @Test
    void shouldRefuseWhatIsSaidOfInputsThatThereAreNot() {
        Pipeline pipeline = Pipeline.create("ordinals");
        payments(pipeline, "first", 4, 1)
                .transform(
                        judging("judge", 0)
                                .controlInput(-1)
                                .controlInput(2)
                                .combiner(7, adding(new ConcurrentLinkedQueue<>())),
                        payments(pipeline, "second", 4, 1))
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContainingAll(
                        "judging 'judge' has no input -1, which .controlInput(-1)",
                        "no input 2, which .controlInput(2)",
                        "no input 7, which .combiner(7, ...)",
                        "there are 2");
    }
}
