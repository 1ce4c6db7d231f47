package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.Snapshots;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program does with snapshots, from the outside. A run that ends early does so because of a line it cannot read. */
class FraudSnapshotsTest {

    private static final int BEFORE_BAD_LINE = 10_000;

    @TempDir
    Path directory;

    private final Program program = new Program();
    private Path input;
    private Path alerts;
    private Path snapshots;

    @BeforeEach
    void placeFiles() throws IOException {
        input = Files.copy(FraudData.csv(), directory.resolve("in.csv"));
        alerts = directory.resolve("alerts.jsonl");
        snapshots = directory.resolve("snapshots");
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "4, 2", "2, 2"})
    void shouldGoOnWhereItWas(int before, int after) throws IOException {
        List<String> lines = Files.readAllLines(input);
        failHalfway(lines, before);
        GrowingFile visible = new GrowingFile(alerts);
        visible.read();
        Files.write(input, lines);

        assertThat(run("--parallelism", after)).as(program.err()).isZero();
        assertThat(program.err())
                .matches("(?s)(?=.*going on from snapshot \\d+ of 20.*)(?=.*reading on at line [\\d,]+ of .*in.csv).*");
        assertThat(program.out()).containsPattern("; late 0; since snapshot \\d+\n");
        visible.read();
        assertComplete();
    }

    @Test
    void shouldRejectTheLineThatHasStoppedIt() throws IOException {
        failHalfway(Files.readAllLines(input), 2);
        Path rejects = directory.resolve("rejects.jsonl");
        assertThat(run("--rejects", rejects)).as(program.err()).isZero();
        assertThat(FraudData.objects(rejects)).hasSize(1);
        assertComplete();
    }

    @Test
    void shouldSayThatAllIsDoneAndRepeatNothing() throws IOException {
        Path late = directory.resolve("late.jsonl");
        assertThat(run("--late", late)).isZero();
        assertComplete();
        byte[] before = Files.readAllBytes(alerts);
        Object modified = Files.getLastModifiedTime(alerts);

        assertThat(run("--late", late)).isZero();
        assertThat(program.err())
                .matches("all was done already: snapshot \\d+ of 20\\S+, with which the job was complete\n");
        assertThat(program.out()).isEmpty();
        assertThat(alerts).hasBinaryContent(before);
        assertThat(Files.getLastModifiedTime(alerts)).isEqualTo(modified);
        assertThat(late).isEmptyFile();
    }

    @Test
    void shouldPrintEachAlertAtLeastOnce() throws IOException {
        assertThat(program.run("--input", input, "--snapshots", snapshots)).isZero();
        assertThat(program.out().lines().filter(line -> line.contains(" -> "))).hasSize(109 + 312 + 373);
    }

    @Test
    void shouldKnowItsInputByWhateverPath() throws IOException {
        assertThat(run()).isZero();
        Path link = Files.createSymbolicLink(directory.resolve("link.csv"), input);
        assertThat(program.run("--input", link, "--alerts", alerts, "--snapshots", snapshots))
                .isZero();
        Path detour = directory.resolve("snapshots/../in.csv");
        assertThat(program.run("--input", detour, "--alerts", alerts, "--snapshots", snapshots))
                .isZero();
        assertThat(program.err()).contains("complete");
    }

    @Test
    void shouldRefuseSnapshotsOfAnotherInput() throws IOException {
        assertThat(run()).isZero();
        byte[] before = Files.readAllBytes(alerts);
        Path other = Files.copy(input, directory.resolve("other.csv"));
        assertThat(program.run("--input", other, "--alerts", alerts, "--snapshots", snapshots))
                .isEqualTo(2);
        assertThat(program.err())
                .contains("belongs to --input " + input.toRealPath() + ", not to " + other)
                .hasLineCount(1);
        assertThat(alerts).hasBinaryContent(before);
    }

    @Test
    void shouldRefuseToLeaveOutAFileThatTheEarlierRunHasWritten() {
        Path late = directory.resolve("late.jsonl");
        Path rejects = directory.resolve("rejects.jsonl");
        assertThat(run("--late", late, "--rejects", rejects)).isZero();
        assertRefused("belongs to a run with --late", "--alerts", alerts, "--rejects", rejects);
        assertRefused("belongs to a run with --rejects", "--alerts", alerts, "--late", late);
        assertRefused("belongs to a run with --alerts", "--late", late, "--rejects", rejects);
    }

    @Test
    void shouldFailInOneLineOnDamagedSnapshots() throws IOException {
        assertThat(run()).isZero();
        Path manifest = manifests().get(manifests().size() - 1);
        byte[] bytes = Files.readAllBytes(manifest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(manifest, bytes);
        assertFails("MANIFEST is damaged: ");
    }

    @Test
    void shouldFailInOneLineWhenTheAlertsAreGone() throws IOException {
        assertThat(run()).isZero();
        Files.delete(alerts);
        assertFails("cannot go on writing " + alerts + ": it has 0 bytes of the ");
    }

    @Test
    void shouldFailInOneLineWhenAnotherJobHasTheSnapshots() throws IOException {
        assertThat(run()).isZero();
        try (SnapshotStore other = Snapshots.in(snapshots).open()) {
            assertThat(other.manifests()).isNotEmpty();
            assertFails(snapshots + " is in use by another job or process");
        }
    }

    @Test
    void shouldRefuseADirectoryThatCannotBe() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(program.run("--input", input, "--snapshots", file)).isEqualTo(2);
        assertThat(program.err())
                .contains("--snapshots " + file + " is not a directory")
                .hasLineCount(1);
        assertThat(program.run("--input", input, "--snapshots", directory.resolve("missing/snapshots")))
                .isEqualTo(2);
        assertThat(program.err()).contains(": there is no directory " + directory.resolve("missing"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "--snapshots s|--snapshots needs --input",
                "--input in.csv --snapshot-interval PT1S|--snapshot-interval needs --snapshots",
                "--snapshot-interval PT1S|--snapshot-interval needs --snapshots",
                "--snapshots|Missing required parameter",
                "--snapshots s --snapshot-interval soon|'soon' is not a duration"
            })
    void shouldRefuseAWrongCommandLine(String arguments, String reason) {
        assertThat(program.run((Object[]) arguments.split(" ", -1))).isEqualTo(2);
        assertThat(program.err()).contains(reason).hasLineCount(1);
        assertThat(program.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void shouldRefuseAnIntervalThatIsNotPositive(String interval) {
        assertThat(run("--snapshot-interval", interval)).isEqualTo(2);
        assertThat(program.err()).contains("--snapshot-interval must be more than nothing, but is " + interval);
    }

    /** Ends at a line that cannot be read, with some snapshots taken. */
    private void failHalfway(List<String> lines, int parallelism) throws IOException {
        List<String> spoilt = new ArrayList<>(lines);
        spoilt.add(BEFORE_BAD_LINE, "spoilt");
        Files.write(input, spoilt);
        for (int rate = 20_000; manifests().isEmpty(); rate /= 2) {
            int status = run("--parallelism", parallelism, "--rate", rate, "--snapshot-interval", "PT0.02S");
            assertThat(status).as(program.err()).isEqualTo(1);
            assertThat(program.err()).contains("line " + (BEFORE_BAD_LINE + 1)).hasLineCount(1);
        }
    }

    private List<Path> manifests() throws IOException {
        if (!Files.exists(snapshots)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(snapshots)) {
            return files.filter(file -> file.endsWith("MANIFEST")).sorted().toList();
        }
    }

    private void assertComplete() throws IOException {
        AlertMatch.assertMatch(
                "with snapshots",
                FraudData.alerts(alerts),
                FraudData.expected(),
                ArrivalOracle.raised(FraudData.transactions()));
    }

    private void assertFails(String reason) throws IOException {
        assertThat(run()).isEqualTo(1);
        assertThat(program.err()).contains(reason).hasLineCount(1);
    }

    private void assertRefused(String reason, Object... arguments) {
        Object[] all = Stream.concat(Stream.of("--input", input, "--snapshots", snapshots), Stream.of(arguments))
                .toArray();
        assertThat(program.run(all)).isEqualTo(2);
        assertThat(program.err()).contains(reason).hasLineCount(1);
    }

    private int run(Object... arguments) {
        return program.run(Stream.concat(
                        Stream.of("--input", input, "--alerts", alerts, "--snapshots", snapshots), Stream.of(arguments))
                .toArray());
    }
}
