package io.millrace.window;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.function.BiFn;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Joins by window give the pairs that a look at all events gives. */
class WindowJoinTest {

    private static final int SEEDS = 200;
    private static final int DISORDER = 10;

    record Order(String user, int number, long time) {}

    record Payment(String user, int number, long time) {}

    /** What is joined, and how. */
    private record Input(List<Order> orders, List<Payment> payments, Kind kind, Join join) {

        static Input of(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int keys = 1 + random.nextInt(4);
            List<Order> orders = new ArrayList<>();
            List<Payment> payments = new ArrayList<>();
            long now = -30;
            int count = random.nextInt(random.nextInt(10) == 0 ? 300 : 60);
            for (int i = 0; i < count; i++) {
                now += random.nextInt(4);
                String key = "k" + random.nextInt(keys);
                long time = now - random.nextInt(DISORDER);
                if (random.nextBoolean()) {
                    orders.add(new Order(key, i, time));
                } else {
                    payments.add(new Payment(key, i, time));
                }
            }
            Kind kind = List.of(Kind.values()).get(random.nextInt(3));
            return new Input(orders, payments, kind, List.of(Join.values()).get(random.nextInt(4)));
        }

        Pipeline pipeline() {
            Pipeline pipeline = Pipeline.create("join");
            KeyedStream<String, Order> left = pipeline.source("orders", Sources.collection(orders))
                    .timestamps(Timestamps.millis(Order::time), Watermarks.boundedOutOfOrderness(ofMillis(DISORDER)))
                    .typed(Order.class)
                    .keyBy(Order::user);
            KeyedStream<String, Payment> right = pipeline.source("payments", Sources.collection(payments))
                    .timestamps(Timestamps.millis(Payment::time), Watermarks.boundedOutOfOrderness(ofMillis(DISORDER)))
                    .typed(Payment.class)
                    .keyBy(Payment::user);
            join.of(left.window(kind.windows()).coGroup(right), WindowJoinTest::pair)
                    .to("pairs", Sinks.discard());
            return pipeline;
        }

        List<String> naive() {
            List<String> pairs = new ArrayList<>();
            Stream.concat(orders.stream().map(Order::user), payments.stream().map(Payment::user))
                    .distinct()
                    .forEach(user -> kind.windowsOf(timesOf(user))
                            .forEach(window -> pairs.addAll(join.pairs(
                                    orders.stream()
                                            .filter(order -> order.user.equals(user) && window.holds(order.time))
                                            .toList(),
                                    payments.stream()
                                            .filter(payment -> payment.user.equals(user) && window.holds(payment.time))
                                            .toList()))));
            pairs.sort(Comparator.naturalOrder());
            return pairs;
        }

        private TreeSet<Long> timesOf(String user) {
            TreeSet<Long> times = new TreeSet<>();
            orders.stream().filter(order -> order.user.equals(user)).forEach(order -> times.add(order.time));
            payments.stream().filter(payment -> payment.user.equals(user)).forEach(payment -> times.add(payment.time));
            return times;
        }
    }

    private static String pair(Order order, Payment payment) {
        return (order == null ? "-" : order.user + order.number) + "/"
                + (payment == null ? "-" : payment.user + payment.number);
    }

    private record Window(long start, long end) {
        boolean holds(long time) {
            return start <= time && time < end;
        }
    }

    private enum Kind {
        TUMBLING,
        SLIDING,
        SESSION;

        private static final int SIZE = 12;
        private static final int SLIDE = 5;
        private static final int GAP = 4;

        <T> KeyedExtension<String, T, WindowedStream<String, T>> windows() {
            return switch (this) {
                case TUMBLING -> Windows.tumbling(ofMillis(SIZE));
                case SLIDING -> Windows.sliding(ofMillis(SIZE), ofMillis(SLIDE));
                case SESSION -> Windows.session(ofMillis(GAP));
            };
        }

        List<Window> windowsOf(Set<Long> times) {
            if (this == SESSION) {
                return sessions(times);
            }
            int slide = this == TUMBLING ? SIZE : SLIDE;
            TreeSet<Long> starts = new TreeSet<>();
            for (long time : times) {
                for (long start = Math.floorDiv(time, slide) * slide; start > time - SIZE; start -= slide) {
                    starts.add(start);
                }
            }
            return starts.stream().map(start -> new Window(start, start + SIZE)).toList();
        }

        private static List<Window> sessions(Set<Long> times) {
            List<Window> sessions = new ArrayList<>();
            for (long time : times) {
                Window last = sessions.isEmpty() ? null : sessions.get(sessions.size() - 1);
                if (last != null && time <= last.end) {
                    sessions.set(sessions.size() - 1, new Window(last.start, time + GAP));
                } else {
                    sessions.add(new Window(time, time + GAP));
                }
            }
            return sessions;
        }
    }

    private enum Join {
        INNER,
        LEFT,
        RIGHT,
        FULL;

        <A, B> JoinedWindows<A, B, String> of(
                CoWindowed<String, A, B> windows, BiFn<? super A, ? super B, String> function) {
            return switch (this) {
                case INNER -> windows.inner("join", function);
                case LEFT -> windows.left("join", function);
                case RIGHT -> windows.right("join", function);
                case FULL -> windows.full("join", function);
            };
        }

        List<String> pairs(List<Order> orders, List<Payment> payments) {
            List<String> pairs = new ArrayList<>();
            orders.forEach(order -> payments.forEach(payment -> pairs.add(pair(order, payment))));
            if (payments.isEmpty() && (this == LEFT || this == FULL)) {
                orders.forEach(order -> pairs.add(pair(order, null)));
            }
            if (orders.isEmpty() && (this == RIGHT || this == FULL)) {
                payments.forEach(payment -> pairs.add(pair(null, payment)));
            }
            return pairs;
        }
    }

    @Test
    void shouldGiveThePairsOfAllWindowsAtAnyParallelismWhateverFails() {
        Seeds.check(SEEDS, seed -> {
            Input input = Input.of(seed);
            SplittableRandom random = new SplittableRandom(~seed);
            Simulation simulation = Simulation.of(input.pipeline())
                    .seed(seed)
                    .parallelism(1 + random.nextInt(5))
                    .snapshots(ofMillis(1));
            for (int life = random.nextInt(3); life > 0; life--) {
                simulation.steps(random.nextInt(400));
                simulation = random.nextBoolean()
                        ? simulation.crashAndRestore()
                        : simulation
                                .stop()
                                .run()
                                .next(input.pipeline())
                                .parallelism(1 + random.nextInt(5))
                                .snapshots(ofMillis(1));
            }
            simulation.run();
            assertThat(simulation.output("pairs").stream()
                            .map(String.class::cast)
                            .sorted())
                    .as("%s of %s", simulation, input)
                    .isEqualTo(input.naive());
            assertThat(simulation.metrics().late()).as("late of %s", simulation).isZero();
        });
    }

    @Test
    void shouldPauseAmongThePairsOfAWindow() {
        Pipeline pipeline = Pipeline.create("many");
        int many = 700;
        KeyedStream<String, Integer> left = numbers(pipeline, "left", many);
        left.window(Windows.tumbling(ofMillis(10)))
                .coGroup(numbers(pipeline, "right", many))
                .inner("join", (a, b) -> a * 1_000 + b)
                .to("pairs", Sinks.discard());
        List<Object> pairs =
                Simulation.of(pipeline).parallelism(1).batchSize(16).run().output("pairs");
        assertThat(pairs).hasSize(many * many).doesNotHaveDuplicates();
        assertThat(pairs.subList(0, 3)).containsExactly(0, 1, 2);
    }

    private static KeyedStream<String, Integer> numbers(Pipeline pipeline, String name, int count) {
        return pipeline.source(
                        name,
                        Sources.collection(IntStream.range(0, count).boxed().toList()))
                .timestamps(Timestamps.millis(number -> 1), Watermarks.ascending())
                .keyBy(number -> "k");
    }

    @Test
    void shouldTellTheWindowsAgainAtALateEventThatIsAllowedAndPassOthersOn() {
        Pipeline pipeline = Pipeline.create("late");
        JoinedWindows<Long, Long, String> pairs = times(pipeline, "left", 1, 50, 2, 100, 3, 101)
                .window(Windows.tumbling(ofMillis(10)))
                .allowedLateness(ofMillis(60))
                .coGroup(times(pipeline, "right", 4, 50, 100, 101))
                .left("join", (a, b) -> a + "/" + b);
        pairs.parallelism(1).to("pairs", Sinks.discard());
        pairs.lateLeft().to("late", Sinks.discard());
        pairs.lateRight().to("late right", Sinks.discard());

        Seeds.check(20, seed -> {
            Simulation run = Simulation.of(pipeline).seed(seed).batchSize(1).run();
            assertThat(run.output("pairs")).contains("1/4", "50/50", "100/100", "101/101", "100/101", "101/100");
            assertThat(run.output("late")).isSubsetOf(2L, 3L);
            assertThat(run.output("late right")).isEmpty();
            assertThat(run.output("pairs").stream().filter("1/4"::equals).count())
                    .isBetween(1L, 3L);
        });
    }

    private static KeyedStream<String, Long> times(Pipeline pipeline, String name, long... times) {
        return pipeline.source(
                        name,
                        Sources.collection(
                                java.util.stream.LongStream.of(times).boxed().toList()))
                .timestamps(Timestamps.millis(time -> time), Watermarks.ascending())
                .keyBy(time -> "k");
    }

    @Test
    void shouldTellOfWhichPairAFunctionFails() {
        Pipeline pipeline = Pipeline.create("wrong");
        CoWindowed<String, Integer, Integer> both = numbers(pipeline, "left", 2)
                .window(Windows.tumbling(ofMillis(10)))
                .coGroup(numbers(pipeline, "right", 3));
        both.inner("join", (a, b) -> a == 1 ? null : "").to("pairs", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasStackTraceContaining("the function of the window join returned null")
                .hasStackTraceContaining("operator 'join' failed")
                .hasStackTraceContaining("first=1, second=0");
        assertThatNullPointerException()
                .isThrownBy(() -> both.full("none", null))
                .withMessage("the function of window join 'none' must not be null");
    }
}
