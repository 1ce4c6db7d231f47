package io.millrace.window;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A sum is that of the events of its window, whatever others or its parts would be; or else it is refused. */
class SumRangeTest {

    private static final int SEEDS = 300;
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

    record Entry(long time, long amount) implements Serializable {}

    private static long amount(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.MAX_VALUE - random.nextInt(2);
            case 1 -> Long.MIN_VALUE + random.nextInt(2);
            case 2 -> random.nextLong();
            default -> random.nextInt(-2, 3);
        };
    }

    @Test
    void shouldBeExactWhateverIsAddedMergedAndTakenOut() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            check(Aggregates.sumLong((Long amount) -> amount), random.split(), SumRangeTest::expectedSum);
            check(Aggregates.averageLong((Long amount) -> amount), random, SumRangeTest::expectedMean);
        });
    }

    private interface Expected {
        /** The result, or null where it is to be refused. */
        Object of(BigInteger sum, long count);
    }

    private static Object expectedSum(BigInteger sum, long count) {
        return sum.compareTo(LEAST) < 0 || sum.compareTo(GREATEST) > 0 ? null : sum.longValueExact();
    }

    private static Object expectedMean(BigInteger sum, long count) {
        return sum.doubleValue() / count;
    }

    private static <A> void check(Aggregate<Long, A, ?> aggregate, SplittableRandom random, Expected expected)
            throws Exception {
        A total = aggregate.create();
        BigInteger sum = BigInteger.ZERO;
        List<List<Long>> parts = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            if (!parts.isEmpty() && random.nextInt(3) == 0) {
                List<Long> out = parts.remove(random.nextInt(parts.size()));
                aggregate.subtract(total, accumulator(aggregate, out));
                sum = sum.subtract(sumOf(out));
            } else {
                List<Long> in = LongStream.generate(() -> amount(random))
                        .limit(1 + random.nextInt(4))
                        .boxed()
                        .toList();
                aggregate.merge(total, accumulator(aggregate, in));
                sum = sum.add(sumOf(in));
                parts.add(in);
            }
            total = random.nextInt(4) == 0 ? readBack(aggregate, total) : total;
            long count = parts.stream().mapToLong(List::size).sum();
            Object result = expected.of(sum, count);
            A read = total;
            Object[] given = new Object[1];
            Throwable refused = catchThrowable(() -> given[0] = aggregate.result(read));
            assertThat(given[0]).isEqualTo(result);
            if (result == null) {
                assertThat(refused).isInstanceOf(ArithmeticException.class).hasMessageContaining(sum.toString());
            }
        }
    }

    private static <A> A accumulator(Aggregate<Long, A, ?> aggregate, List<Long> amounts) throws Exception {
        A accumulator = aggregate.create();
        for (long amount : amounts) {
            aggregate.add(accumulator, amount, 0);
        }
        return accumulator;
    }

    private static BigInteger sumOf(List<Long> amounts) {
        return amounts.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static <A> A readBack(Aggregate<Long, A, ?> aggregate, A accumulator) throws IOException {
        Serde<A> serde = aggregate.accumulatorSerde(SerdeRegistry.standard(), null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        serde.write(accumulator, new DataOutputStream(bytes));
        return serde.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    @Test
    void shouldGiveTheSumOfEachWindowOrRefuseItWhateverTheWindows() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Entry> entries = new ArrayList<>();
            int sign = 1;
            for (int i = 0; i < 40; i++) {
                // most windows have a sum that fits, though those that overlap them together have not
                long amount = random.nextInt(20) == 0 ? amount(random) : sign * (Long.MAX_VALUE - random.nextInt(3));
                sign = random.nextInt(8) == 0 ? sign : -sign;
                entries.add(new Entry(i, amount));
            }
            checkWindows(entries, 1 + random.nextInt(4), random.nextInt(3), random.nextInt());
        });
    }

    private static void checkWindows(List<Entry> entries, int size, int kind, int seed) {
        List<BigInteger> sums = new ArrayList<>();
        for (int end = 0; end < entries.size() + (kind == 0 ? size - 1 : 0); end++) {
            List<Long> window = entries.subList(Math.max(0, end - size + 1), Math.min(entries.size(), end + 1)).stream()
                    .map(Entry::amount)
                    .toList();
            sums.add(sumOf(window));
        }
        KeyedExtension<String, Entry, WindowedStream<String, Entry>> windows = switch (kind) {
            case 0 -> Windows.sliding(ofMillis(size), ofMillis(1));
            case 1 -> Windows.trailing(ofMillis(size));
            default -> Windows.countSliding(size, 1);
        };
        Pipeline pipeline = Pipeline.create("sums");
        pipeline.source("entries", Sources.collection(entries))
                .timestamps(Timestamps.millis(Entry::time), Watermarks.ascending())
                .keyBy(entry -> "all")
                .window(windows)
                .aggregate("sums", Aggregates.sumLong(Entry::amount))
                .map(result -> BigInteger.valueOf(result.value()))
                .to("out", Sinks.discard());
        Simulation[] run = new Simulation[1];
        Throwable refused =
                catchThrowable(() -> run[0] = Simulation.of(pipeline).seed(seed).run());
        List<BigInteger> beyond =
                sums.stream().filter(sum -> expectedSum(sum, 1) == null).toList();
        if (beyond.isEmpty()) {
            assertThat(refused).isNull();
            assertThat(run[0].output("out")).isEqualTo(sums);
        } else {
            assertThat(refused).hasStackTraceContaining(beyond.get(0).toString());
        }
    }
}
