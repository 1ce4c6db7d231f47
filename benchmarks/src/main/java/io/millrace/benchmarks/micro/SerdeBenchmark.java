package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Serdes: nanoseconds to write a value to memory, and to read it from there.
 *
 * <p>{@code java -jar benchmarks.jar SerdeBenchmark -prof gc}. Writing needs no object; reading needs those of the
 * value: 64 bytes and two strings for the record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class SerdeBenchmark {

    private static final int LONGS = 1_000;
    private static final int STRINGS = 10;

    /** What is written and read; the list is of ten strings. */
    @Param({"record", "string", "long[1000]", "list"})
    public String kind;

    private Serde<Object> serde;
    private Object value;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private ByteArrayInputStream source;
    private DataInputStream in;
    private int length;

    /** Writes the value, and reads it back. */
    @Setup
    public void prepare() throws IOException {
        choose();
        serde.write(value, out);
        length = bytes.size();
        source = new ByteArrayInputStream(bytes.toByteArray());
        in = new DataInputStream(source);
        Object read = serde.read(in);
        if (!Objects.deepEquals(read, value)) {
            throw new IllegalStateException(value + " was written, and " + read + " was read");
        }
    }

    private void choose() {
        switch (kind) {
            case "record" -> use(Type.of(Trade.class), new Trade("user-4711", 12.5, "DE", 1_700_000_000_000L));
            case "string" -> use(Type.of(String.class), "user-4711");
            case "long[1000]" ->
                use(Type.of(long[].class), LongStream.range(0, LONGS).toArray());
            case "list" -> use(new Type<List<String>>() {}, Collections.nCopies(STRINGS, "user-4711"));
            default -> throw new IllegalArgumentException("there is no " + kind);
        }
    }

    @SuppressWarnings("unchecked") // the value is of the type
    private <T> void use(Type<T> type, T chosen) {
        serde = (Serde<Object>) Serdes.of(type);
        value = chosen;
    }

    /** Writes the value. */
    @Benchmark
    public int write() throws IOException {
        bytes.reset();
        serde.write(value, out);
        return JobBenchmark.checked(bytes.size(), length);
    }

    /** Reads the value. */
    @Benchmark
    public Object read() throws IOException {
        source.reset();
        return serde.read(in);
    }
}
