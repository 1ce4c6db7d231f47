package io.millrace.sink;

import static io.millrace.sink.TestSinkContext.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.sink.PendingLines.PreparedLines;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.store.Disk;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot finds in place of the file that it knows. */
@Tag("machine")
class LinesTransactionTest {

    private final TestSinkContext context = new TestSinkContext();
    private int starts;
    private Committer<PreparedLines> committer;
    private TransactionalWriter<Object, PreparedLines> writer;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() throws IOException {
        file = directory.toRealPath().resolve("out.txt");
    }

    @AfterEach
    void stop() throws Exception {
        if (writer != null) {
            writer.close();
        }
        if (committer != null) {
            committer.close();
        }
        writer = null;
        committer = null;
    }

    @Test
    @DisplayName("EO-1: a completed snapshot commits what it and those before it cover, and nothing of later ones")
    void shouldCommitUpToTheSnapshotWhenItIsComplete() throws Exception {
        start(List.of());
        writer.write(batch(42));
        writer.prepare(0);
        writer.write(batch(43));
        PreparedLines first = writer.prepare(1);
        writer.write(batch(44));
        writer.prepare(2);
        writer.write(batch(45));
        committer.commit(1, List.of(first));

        assertThat(file).hasContent("42\n43\n");
        assertThat(filesThere()).containsExactly("out.txt", "out.txt.6.1.pending", "out.txt.9.1.pending");
    }

    @Test
    @DisplayName("EO-2: a late notification of an earlier snapshot has no effect")
    void shouldDoNothingWhenAnEarlierSnapshotIsSaidToBeCompleteAfterALaterOne() throws Exception {
        start(List.of());
        writer.write(batch(42));
        writer.prepare(0);
        writer.write(batch(43));
        PreparedLines first = writer.prepare(1);
        writer.write(batch(44));
        PreparedLines second = writer.prepare(2);
        committer.commit(1, List.of(second));
        committer.commit(1, List.of(first));
        committer.commit(1, List.of(second));

        assertThat(file).hasContent("42\n43\n44\n");
        assertThat(filesThere()).containsExactly("out.txt");
    }

    @Test
    @DisplayName("EO-3: what was prepared after the snapshot that the job goes on from is done away with")
    void shouldDropWhatWasPreparedLaterWhenItGoesOnFromAnEarlierSnapshot() throws Exception {
        start(List.of());
        writer.write(batch(42));
        PreparedLines first = writer.prepare(1);
        writer.write(batch(43));
        writer.prepare(2);
        writer.write(batch(44));
        start(List.of(first));

        assertThat(file).hasContent("42\n");
        assertThat(filesThere()).containsExactly("out.txt");
    }

    @Test
    @DisplayName("EO-4: after the end a snapshot still commits what came before it, and no more is taken")
    void shouldTakeNothingMoreWhenItHasFinished() throws Exception {
        start(List.of());
        writer.write(batch(42));
        writer.prepare(0);
        writer.write(batch(43));
        PreparedLines first = writer.prepare(1);
        writer.write(batch(44));
        writer.finish();
        PreparedLines second = writer.prepare(2);
        committer.commit(1, List.of(first));

        assertThat(file).hasContent("42\n43\n");
        assertThat(filesThere()).containsExactly("out.txt", "out.txt.6.1.pending");
        assertThat(writer.prepare(3)).isEqualTo(second);
        assertThatThrownBy(() -> writer.write(batch(45)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'output' has finished and takes no more");
    }

    @Test
    @DisplayName("EO-5: a snapshot after the end is recovered from without anything being lost")
    void shouldCommitTheTailWhenItGoesOnFromASnapshotAfterTheEnd() throws Exception {
        start(List.of());
        writer.write(batch(42));
        writer.finish();
        PreparedLines last = writer.prepare(2);
        start(List.of(last));

        assertThat(file).hasContent("42\n");
    }

    @Test
    @DisplayName("EO-6: a commit that fails when a job starts fails the start; the next one goes on with it")
    void shouldFailTheStartWhenWhatIsToBeCommittedIsMissing() throws Exception {
        start(List.of());
        writer.write(batch(42));
        PreparedLines last = writer.prepare(1);
        Path pending = Path.of(file + ".0.1.pending");
        Path away = directory.resolve("away");
        Files.move(pending, away);

        assertThatThrownBy(() -> start(List.of(last)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it has 0 bytes of the 3 that the snapshot knows of, and no pending file")
                .hasMessageContaining("Put back the file as it was");
        Files.move(away, pending);
        start(List.of(last));
        assertThat(file).hasContent("42\n");
    }

    @Test
    void shouldGoOnBehindWhatWasCommittedWhenNothingIsWrittenBetweenSnapshots() throws Exception {
        start(List.of());
        PreparedLines nothing = writer.prepare(1);
        committer.commit(1, List.of(nothing));
        writer.write(batch("a"));
        PreparedLines one = writer.prepare(2);
        committer.commit(1, List.of(one));
        start(List.of(one));
        PreparedLines still = writer.prepare(3);
        committer.commit(1, List.of(still));
        start(List.of(still));
        writer.write(batch("b"));
        committer.commit(1, List.of(writer.prepare(4)));

        assertThat(nothing.end()).isZero();
        assertThat(still).isEqualTo(one);
        assertThat(file).hasContent("a\nb\n");
    }

    @Test
    void shouldWriteLinesThatAreLargerThanItsBuffer() throws Exception {
        String large = "x".repeat(200_000);
        start(List.of());
        writer.write(batch("a", large, "b"));
        committer.commit(1, List.of(writer.prepare(1)));

        assertThat(file).hasContent("a\n" + large + "\nb\n");
    }

    @Test
    void shouldRefuseAFileThatIsLongerThanTheSnapshotKnows() throws Exception {
        PreparedLines prepared = committedLines("a", "b");
        Files.writeString(file, "a\nb\nc\n");

        assertThatThrownBy(() -> start(List.of(prepared)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "cannot go on writing " + file + ": it has 6 bytes, 2 more than the snapshot knows of")
                .hasMessageContaining("cut the file to 4 bytes first");
        assertThat(file).hasContent("a\nb\nc\n");
    }

    @Test
    void shouldRefuseAFileThatNoSnapshotKnowsWhenTheJobBegins() throws Exception {
        committedLines("a", "b");

        assertThatThrownBy(() -> start(List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot begin to write " + file
                        + ": it has 4 bytes, and the snapshots of the job know nothing of them")
                .hasMessageContaining("to begin anew, delete or move the file");
        assertThat(file).hasContent("a\nb\n");
        Files.delete(file);
        start(List.of());
        assertThat(file).isEmptyFile();
    }

    @Test
    void shouldRefuseAFileThatIsShorterThanWhatWasCommitted() throws Exception {
        PreparedLines prepared = committedLines("a", "b");
        Files.writeString(file, "a\n");

        assertThatThrownBy(() -> start(List.of(prepared)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it has 2 bytes of the 4 that the snapshot knows of");
        assertThat(file).hasContent("a\n");
    }

    @Test
    void shouldRefuseAFileWithOtherBytesThanTheSnapshotKnows() throws Exception {
        PreparedLines prepared = committedLines("a", "b");
        Files.writeString(file, "a\nX\n");

        assertThatThrownBy(() -> start(List.of(prepared)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes 0 to 4 of it are not those of the snapshot");
        assertThat(file).hasContent("a\nX\n");
    }

    @Test
    void shouldRefuseATailThatIsNotTheBeginningOfThePendingBytes() throws Exception {
        start(List.of());
        writer.write(batch("abc"));
        PreparedLines prepared = writer.prepare(1);
        stop();
        Files.writeString(file, "aX");

        assertThatThrownBy(() -> start(List.of(prepared)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("those from 0 on are not what " + file + ".0.1.pending begins with")
                .hasMessageContaining("Cut it to 0 bytes");
        assertThat(file).hasContent("aX");
    }

    @Test
    void shouldRefusePendingBytesThatHaveChanged() throws Exception {
        start(List.of());
        writer.write(batch("abc"));
        PreparedLines prepared = writer.prepare(1);
        Files.writeString(Path.of(file + ".0.1.pending"), "abX\n");

        assertThatThrownBy(() -> start(List.of(prepared)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "bytes 0 to 4, which are in " + file + ".0.1.pending, are not those of the snapshot");
        assertThat(file).isEmptyFile();
    }

    @Test
    void shouldNoticeWhoElseWritesTheFileWhenItCommits() throws Exception {
        start(List.of());
        writer.write(batch("a"));
        PreparedLines prepared = writer.prepare(1);
        Files.writeString(file, "somebody else's");

        assertThatThrownBy(() -> committer.commit(1, List.of(prepared)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("13 more than the snapshot knows of");
        assertThat(file).hasContent("somebody else's");
    }

    @Test
    void shouldRefuseASecondSinkOnTheSameFileWithoutTouchingIt() throws Exception {
        start(List.of(committedLines("a")));
        LinesSink second = new LinesSink(file);

        assertThatThrownBy(() -> second.open(context))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + file + ": another sink is writing it; name a file for each");
        Committer<PreparedLines> other = second.committer(context);
        assertThatThrownBy(() -> other.recover(List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + file + ": another sink or program is writing it; name a file for each");
        other.close();
        assertThat(file).hasContent("a\n");
    }

    @Test
    void shouldLeaveTheFileOfAnotherThatHasMadeItAtTheSameTime() throws Exception {
        LinesTarget first = new LinesTarget(context.disk(), file);
        first.open();
        LinesTarget second = new LinesTarget(seesNoFile(context.disk()), file);

        assertThatThrownBy(second::open).hasMessageContaining("another sink or program is writing it");
        second.close();

        assertThat(file).exists();
        first.keep();
        first.close();
        assertThat(file).isEmptyFile();
    }

    /** As if others made files between two calls. */
    private static Disk seesNoFile(Disk disk) {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(),
                new Class<?>[] {Disk.class},
                (proxy, method, args) -> method.getName().equals("exists") ? false : method.invoke(disk, args));
    }

    @Test
    void shouldFollowALinkAndKeepIt() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createFile(file));
        LinesSink sink = new LinesSink(link);
        start(sink, List.of());
        writer.write(batch("new"));
        committer.commit(1, List.of(writer.prepare(1)));

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent("new\n");
    }

    @Test
    void shouldLeaveFilesOfOtherTargetsAlone() throws Exception {
        Files.writeString(directory.resolve("out.txt.1.7.pending"), "");
        List<String> others =
                List.of("out.txt.01.1.pending", "out.txt.x.pending", "out.txt.1.0.1.pending", "out2.txt.1.1.pending");
        for (String other : others) {
            Files.writeString(directory.resolve(other), "");
        }
        start(List.of());

        assertThat(filesThere()).containsAll(others).doesNotContain("out.txt.1.7.pending");
    }

    @Test
    void shouldSayWhatIsWrongWithTheTarget() throws Exception {
        Path homeless = directory.resolve("missing").resolve("out.txt");

        assertThatThrownBy(() -> start(new LinesSink(homeless), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + homeless + ": there is no directory " + directory.resolve("missing")
                        + "; make it first");
        Path real = directory.toRealPath();
        assertThatThrownBy(() -> start(new LinesSink(real), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + real + ": it is a directory; name a file");
    }

    @Test
    void shouldSayThatADeviceCannotBeWrittenExactlyOnce() {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.isWritable(device));

        assertThatThrownBy(() -> start(new LinesSink(device), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write /dev/null: it is a pipe or a device")
                .hasMessageContaining("name a regular file, or use Sinks.print()");
    }

    @Test
    void shouldSayWhenNoFileCanBeMadeBesideTheTarget() throws Exception {
        SimulatedDisk disk = new SimulatedDisk();
        disk.makeDirectory(file.getParent());
        disk.plan(DiskFaults.failCall(3));

        assertThatThrownBy(() -> new LinesSink(file).openTransactional(new TestSinkContext(disk), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot write " + file + ": to write exactly once takes files beside it: cannot write " + file
                                + ".0.1.pending: simulated FAILED_CALL at disk call 3; see whether the disk is there and in order; name a file in a directory that this program may write");
    }

    @Test
    void shouldRefuseToReplaceAPendingFileOfAnotherJob() throws Exception {
        start(List.of());
        Files.writeString(Path.of(file + ".0.1.pending"), "of a successor\n");

        assertThatThrownBy(() -> writer.write(batch("a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        ".0.1.pending: it is there already: another job is writing the same output, or one has left it");
    }

    @Test
    void shouldHaveATypeThatCanBeWrittenIntoSnapshots() throws Exception {
        PreparedLines prepared = new PreparedLines(5, 1L << 40, -7, 1);
        Serde<PreparedLines> serde = Serdes.of(new LinesSink(file).preparedType());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        serde.write(prepared, new DataOutputStream(bytes));

        assertThat(serde.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isEqualTo(prepared);
    }

    private PreparedLines committedLines(Object... lines) throws Exception {
        start(List.of());
        writer.write(batch(lines));
        PreparedLines prepared = writer.prepare(1);
        committer.commit(1, List.of(prepared));
        stop();
        return prepared;
    }

    private void start(List<PreparedLines> restored) throws Exception {
        start(new LinesSink(file), restored);
    }

    private void start(LinesSink sink, List<PreparedLines> restored) throws Exception {
        stop();
        if (starts++ > 0) {
            context.nextAttempt();
        }
        committer = sink.committer(context);
        committer.recover(restored);
        writer = sink.openTransactional(context, restored);
    }

    private List<String> filesThere() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
