package io.millrace.systems;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line. */
class SystemsTest {

    private final Program program = new Program();

    @TempDir
    private Path directory;

    @Test
    void shouldTellWhichSystemsThereAreWhenNoneIsSaid() {
        assertThat(program.run()).isEqualTo(2);
        assertThat(program.err()).contains("say which system", "payments");
    }

    @Test
    void shouldTellWhatASystemTakes() {
        assertThat(program.run("views", "--help")).isZero();
        assertThat(program.out()).contains("--titles", "--port", "--help");
        assertThat(program.run("--help")).isZero();
        assertThat(program.out()).contains("payments", "flights", "views", "surge", "feed", "analytics");
    }

    @Test
    void shouldTellWhatAnOptionMayBe() {
        assertThat(program.run("payments", "--load", "0")).isEqualTo(2);
        assertThat(program.err()).isEqualToIgnoringNewLines("--load must be at least 1, but is 0 (--help tells more)");
    }

    @Test
    void shouldTellInALineThatThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(program.run("payments", "--port", String.valueOf(taken.getLocalPort())))
                    .isEqualTo(1);
            assertThat(program.err().lines()).hasSize(1);
            assertThat(program.err()).contains("cannot listen at 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void shouldTellInALineThatTheDirectoryIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(program.run("payments", "--data", file.toString())).isEqualTo(1);
        assertThat(program.err().lines()).hasSize(1);
        assertThat(program.err()).contains(file.toString());
    }

    @Test
    void shouldPrintHowLongAnswersTakeUnderLoad() {
        assertThat(program.run("payments", "--load", "200", "--seconds", "1", "--port", "0"))
                .as(program.err())
                .isZero();
        assertThat(program.out()).contains("answered 200:", "failed 0", "p99.9");
    }

    @Test
    void shouldPrintHowManyPlaysWereCounted() {
        String[] plays = {"views", "--rate", "2000", "--seconds", "1", "--port", "0"};
        assertThat(program.run(plays)).as(program.err()).isZero();
        assertThat(program.out()).containsPattern("[1-9][0-9,]* plays counted in ");
    }

    @Test
    void shouldCountAndArchiveAllHitsThatCome() {
        String[] hits = {"analytics", "--rate", "2000", "--seconds", "2", "--port", "0", "--data", directory.toString()
        };
        assertThat(program.run(hits)).as(program.err()).isZero();
        assertThat(program.out()).contains("counted 4,000, archived 4,000 in ", "nothing is lost", "snapshots: ");
        hits[2] = "3000";
        assertThat(program.run(hits)).isEqualTo(2);
        assertThat(program.err()).contains("--rate and --seconds must be what they were");
    }
}
