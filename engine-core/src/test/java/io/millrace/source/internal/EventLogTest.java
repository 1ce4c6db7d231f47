package io.millrace.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.serde.BytesInput;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.RecordBuffer;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedCrash;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is read of a log whose files have been changed, cut or written in part. */
class EventLogTest {

    private static final Path DIRECTORY = Path.of("/log");
    private static final EventLog.Options OPTIONS = new EventLog.Options(300, true, 77);

    private final SimulatedDisk disk = new SimulatedDisk();

    /** Appends blocks of some events, each of which says its number. */
    private static void append(EventLog log, SplittableRandom random, int blocks) throws IOException {
        for (int i = 0; i < blocks; i++) {
            appendBlock(log, 1 + random.nextInt(4), random.nextInt(30));
        }
    }

    private static void appendBlock(EventLog log, int count, int filling) throws IOException {
        appendBlock(log, count, filling, false);
    }

    private static void appendBlock(EventLog log, int count, int filling, boolean completes) throws IOException {
        RecordBuffer block = new RecordBuffer(64, 1 << 20);
        block.write(new byte[BlockCursor.HEADER]);
        for (int event = 0; event < count; event++) {
            int start = block.beginField();
            block.write((log.end() + event + " " + "x".repeat(filling)).getBytes(StandardCharsets.UTF_8));
            block.endField(start);
        }
        log.append(block.bytes(), block.length(), count, completes);
    }

    private EventLog open() throws IOException {
        return EventLog.open(disk, DIRECTORY, "text", OPTIONS);
    }

    /** Reads all from an event on: those that are there, and the ends of those that are told to be lost, by where they begin. */
    private static Map<Long, Long> read(EventLog log, long from) throws IOException {
        Map<Long, Long> lost = new TreeMap<>();
        try (LogReader reader = log.reader(from)) {
            for (LogReader.Next next = reader.next(); next != LogReader.Next.NOTHING; next = reader.next()) {
                long position = reader.position();
                if (next == LogReader.Next.EVENT) {
                    assertThat(text(reader.event())).startsWith(position + " ");
                    assertThat(reader.form()).isEqualTo("text");
                }
                String damage = reader.damage();
                reader.pass();
                if (next == LogReader.Next.DAMAGE) {
                    assertThat(damage).contains("/log");
                    lost.put(position, reader.position());
                }
            }
            assertThat(reader.position()).isEqualTo(log.end());
            assertThat(reader.atByte()).isEqualTo(log.endByte());
        }
        return lost;
    }

    private static String text(BytesInput event) throws IOException {
        byte[] bytes = new byte[event.remaining()];
        event.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void shouldReadWhatWasAppendedFromAnyEventOnAfterAnyKill() throws Exception {
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            SimulatedDisk killed = new SimulatedDisk();
            long end = 0;
            for (int life = 0; life < 4; life++) {
                EventLog log = EventLog.open(killed, DIRECTORY, "text", OPTIONS);
                assertThat(log.end()).isEqualTo(end);
                append(log, random, random.nextInt(20));
                end = log.end();
                assertThat(read(log, random.nextLong(end + 1))).isEmpty();
                killed.crash(random);
            }
        });
    }

    @Test
    void shouldTellWhatIsLostWhenAnyByteIsChanged() throws Exception {
        for (boolean sealed : new boolean[] {true, false}) {
            EventLog log = open();
            append(log, new SplittableRandom(5), 14);
            long end = log.end();
            if (sealed) {
                log.seal();
            }
            log.close();
            Path last = null;
            for (Path file : disk.list(DIRECTORY)) {
                last = Segment.firstOf(file) >= 0 ? file : last;
            }
            for (Path file : disk.list(DIRECTORY)) {
                byte[] content = disk.content(file);
                for (int at = 0; at < content.length; at++) {
                    byte[] changed = content.clone();
                    changed[at] ^= (byte) (1 << (at % 8));
                    disk.replaceContent(file, changed);
                    check(file, end, sealed || !file.equals(last));
                }
                disk.replaceContent(file, content);
            }
            deleteAll();
        }
    }

    private void check(Path changed, long end, boolean telling) throws IOException {
        EventLog log;
        try {
            log = open();
        } catch (DiskException e) {
            assertThat(e).hasMessageContaining(changed.toString());
            return;
        }
        Map<Long, Long> lost = read(log, 0);
        boolean isSmallest = lost.size() <= 1;
        assertThat(isSmallest).as("lost " + lost).isTrue();
        if (telling) {
            assertThat(log.end()).isEqualTo(end);
        } else {
            assertThat(log.end()).isGreaterThan(end - 5);
        }
        assertThat(disk.list(DIRECTORY)).contains(changed);
        log.close();
    }

    @Test
    void shouldGoOnBehindTheLastWholeBlockWhenTheEndIsTorn() throws Exception {
        EventLog log = open();
        append(log, new SplittableRandom(8), 5);
        long begin = log.end();
        appendBlock(log, 3, 10);
        Path file = log.segmentOf(begin).path;
        log.close();
        byte[] whole = disk.content(file);
        for (int length = whole.length - 1; length > whole.length - 60; length--) {
            disk.replaceContent(file, Arrays.copyOf(whole, length));
            EventLog again = open();
            assertThat(again.end()).isEqualTo(begin);
            appendBlock(again, 2, 5);
            assertThat(read(again, 0)).isEmpty();
            Path next = again.segmentOf(begin).path;
            assertThat(next).isNotEqualTo(file);
            again.close();
            disk.delete(next);
        }
    }

    @Test
    void shouldTellWhichFileIsGoneAndGoOnBehindIt() throws Exception {
        EventLog log = open();
        append(log, new SplittableRandom(3), 30);
        long second = log.endOf(log.segmentOf(0));
        long third = log.endOf(log.segmentOf(second));
        disk.delete(log.segmentOf(second).path);
        log.close();
        EventLog again = open();
        assertThat(read(again, 0)).isEqualTo(Map.of(second, third));
        again.close();
        disk.delete(Segment.path(DIRECTORY, 0));
        EventLog later = open();
        assertThat(read(later, 0)).isEqualTo(Map.of(0L, third));
    }

    @Test
    void shouldHaveNothingOfABlockThatCouldNotBeWritten() throws Exception {
        for (DiskFault fault : new DiskFault[] {
            DiskFault.FAILED_WRITE, DiskFault.TORN_WRITE, DiskFault.FAILED_FORCE, DiskFault.FAILED_AFTER_EFFECT
        }) {
            for (int call = 1; call <= 12; call++) {
                EventLog log = open();
                appendBlock(log, 2, 3);
                disk.plan(DiskFaults.random(call).at(call, fault));
                for (int block = 0; block < 4; block++) {
                    long before = log.end();
                    try {
                        appendBlock(log, 1 + block, 3);
                    } catch (IOException e) {
                        assertThat(log.end()).isEqualTo(before);
                    }
                }
                long end = log.end();
                disk.plan(DiskFaults.none());
                assertThat(read(log, 0)).isEmpty();
                appendBlock(log, 1, 1);
                disk.crash(new SplittableRandom(call));
                EventLog again = open();
                assertThat(again.end()).isEqualTo(end + 1);
                assertThat(read(again, 0)).isEmpty();
                again.close();
                deleteAll();
            }
        }
    }

    /** Nothing is written behind it, and nobody closes the log. */
    @Test
    void shouldHaveNothingOfWhatHasFailedWhenTheProcessEndsAtOnce() throws Exception {
        int failures = 0;
        for (DiskFault fault : new DiskFault[] {
            DiskFault.FAILED_CALL,
            DiskFault.FAILED_WRITE,
            DiskFault.TORN_WRITE,
            DiskFault.FAILED_FORCE,
            DiskFault.FAILED_AFTER_EFFECT,
            DiskFault.FAILED_MOVE,
            DiskFault.FAILED_AFTER_MOVE
        }) {
            for (int run = 0; run < 80; run++) {
                EventLog log = open();
                // An empty file, one that has room, and one that is full.
                append(log, new SplittableRandom(run), run % 5);
                long end = log.end();
                boolean completes = run % 2 == 0;
                disk.plan(DiskFaults.random(run).at(1 + run / 8, fault));
                boolean isSafe = true;
                try {
                    appendBlock(log, 2, 3, completes);
                } catch (IOException e) {
                    isSafe = false;
                    failures++;
                }
                assertThat(log.isInDoubt()).isFalse();
                disk.plan(DiskFaults.none());
                if (run % 3 == 0) {
                    disk.crash(new SplittableRandom(run));
                } else {
                    disk.kill();
                }
                EventLog again = open();
                assertThat(again.end()).as(fault + ", run " + run).isEqualTo(isSafe ? end + 2 : end);
                assertThat(again.isCompleted()).isEqualTo(isSafe && completes);
                assertThat(read(again, 0)).isEmpty();
                again.close();
                deleteAll();
            }
        }
        assertThat(failures).isGreaterThan(60);
    }

    @Test
    void shouldStayCompletedHoweverFullTheLastFileIs() throws Exception {
        for (int filling = 0; filling < 400; filling += 20) {
            EventLog log = open();
            appendBlock(log, 1, filling);
            appendBlock(log, 1, filling, true);
            log.seal();
            log.close();
            for (int life = 0; life < 2; life++) {
                EventLog again = open();
                assertThat(again.isCompleted()).isTrue();
                assertThat(read(again, 0)).isEmpty();
                again.seal();
                again.close();
            }
            deleteAll();
        }
    }

    @Test
    void shouldHaveNothingOfABlockThatHasFailedWhenItIsClosedBehindThat() throws Exception {
        for (int safe = 0; safe < 2; safe++) {
            for (int call = 1; call <= 2; call++) {
                EventLog log = open();
                if (safe > 0) {
                    appendBlock(log, safe, 3);
                }
                disk.plan(DiskFaults.random(call).at(call, DiskFault.FAILED_AFTER_EFFECT));
                assertThatThrownBy(() -> appendBlock(log, 1, 3)).isInstanceOf(IOException.class);
                disk.plan(DiskFaults.none());
                log.seal();
                log.close();
                EventLog again = open();
                assertThat(again.end()).isEqualTo(safe);
                assertThat(read(again, 0)).isEmpty();
                again.close();
                deleteAll();
            }
        }
    }

    @Test
    void shouldStayTheSameLogWhenTheProcessOrTheMachineStopsWhileItsOnlyFileIsReplaced() throws Exception {
        int stops = 0;
        for (int run = 0; run < 48; run++) {
            int call = 1 + run / 4;
            EventLog log = open();
            disk.plan(DiskFaults.crashAfterCall(1 + call).at(1, DiskFault.FAILED_WRITE));
            try {
                // The first fails.
                tryToAppend(log);
                tryToAppend(log);
            } catch (SimulatedCrash e) {
                stops++;
            }
            if (run % 4 == 0) {
                disk.kill();
            } else {
                disk.crash(new SplittableRandom(run));
            }
            disk.plan(DiskFaults.none());
            EventLog again = EventLog.open(disk, DIRECTORY, "text", new EventLog.Options(300, true, 78));
            assertThat(again.identity()).isEqualTo(77);
            again.close();
            deleteAll();
        }
        assertThat(stops).isGreaterThan(20);
    }

    private static void tryToAppend(EventLog log) {
        try {
            appendBlock(log, 1, 3);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("FAILED_WRITE");
        }
    }

    @Test
    void shouldDeleteWholeFilesInOrderAndKeepTheLast() throws Exception {
        EventLog log = open();
        append(log, new SplittableRandom(3), 30);
        long second = log.endOf(log.segmentOf(0));
        log.deleteBefore(second - 1);
        assertThat(log.begin()).isZero();
        log.deleteBefore(second);
        assertThat(log.begin()).isEqualTo(second);
        log.deleteBefore(log.end());
        assertThat(log.endOf(log.segmentOf(log.begin()))).isEqualTo(log.end());
        long end = log.end();
        log.close();
        EventLog again = open();
        assertThat(again.end()).isEqualTo(end);
        assertThat(again.identity()).isEqualTo(77);
    }

    @Test
    void shouldBeOpenOnce() throws Exception {
        EventLog log = open();
        assertThat(open()).isNull();
        log.close();
        assertThat(open()).isNotNull();
    }

    @Test
    void shouldRefuseFilesOfALaterVersion() throws Exception {
        EventLog log = open();
        appendBlock(log, 1, 1);
        log.close();
        Path file = Segment.path(DIRECTORY, 0);
        byte[] header = Segment.header(77, 0, "text").array();
        header[11] = 9;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(header, 8, header.length - 8);
        java.nio.ByteBuffer.wrap(header).putInt(4, (int) crc.getValue());
        disk.replaceContent(file, header);
        assertThatThrownBy(this::open).hasMessageContaining(file.toString()).hasMessageContaining("version 9");
    }

    private void deleteAll() throws IOException {
        for (Path file : disk.list(DIRECTORY)) {
            disk.delete(file);
        }
    }
}
