package io.millrace.systems.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Pipeline;
import io.millrace.files.FileSource;
import io.millrace.files.Parquet;
import io.millrace.servers.LiveFolder;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.systems.KilledProgram;
import io.millrace.systems.common.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as a process of its own, killed while hits come, 3 times, or as often as {@code -Dmillrace.kills} says. In the end the archive has each hit once and leaves none out, and all that is told of a second is what its hits come to.
 */
class AnalyticsKillTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 3);
    private static final String RATE = "4000";
    private static final Pattern QUERY = Pattern.compile("duckdb -c \"(.*)\"");

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // for as many kills as are asked for
    void shouldArchiveAndCountEachHitOnceWhateverIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        KilledProgram program =
                new KilledProgram(directory, "see (http://\\S+)", "analytics", "--rate", RATE, "--snapshots", "100");
        List<Period> served;
        try (program) {
            program.start();
            for (int kill = 1; kill <= KILLS; kill++) {
                awaitProgress(program, 2 + random.nextInt(6));
                program.kill();
                program.start();
            }
            awaitProgress(program, 2);
            served = served(program);
            program.stop();
        }
        Website website = WebsiteFile.of(program.data(), new Website(0, 0, 1, 0));
        List<Hit> archived = archived(program.data().resolve(AnalyticsSystem.ARCHIVE_DIRECTORY));
        long all = checkArchive(website, archived);
        checkQueryOfThePage(program.data(), archived);
        checkSeconds(HitsOracle.of(website, all), kept(program.data()), served);
    }

    /** Files have their names, and seconds are kept, when a snapshot has them. */
    private static void awaitProgress(KilledProgram program, int files) throws Exception {
        long wantedFiles = files(program.data()) + files;
        int wantedSeconds = lines(program.data()).size() + 1;
        program.await(() ->
                files(program.data()) >= wantedFiles && lines(program.data()).size() >= wantedSeconds);
    }

    private static long files(Path data) throws IOException {
        return LiveFolder.files(data.resolve(AnalyticsSystem.ARCHIVE_DIRECTORY)).stream()
                .filter(file -> file.getFileName().toString().matches("[^.].*\\.parquet"))
                .count();
    }

    private static List<String> lines(Path data) throws IOException {
        Path file = data.resolve(AnalyticsSystem.SECONDS_FILE);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static List<Period> kept(Path data) throws IOException {
        return lines(data).stream()
                .map(line -> Client.JSON.readValue(line, Period.class))
                .toList();
    }

    private record Rows(List<Row> rows) {}

    private record Row(int key, Period row) {}

    private static List<Period> served(KilledProgram program) {
        String rows = new Client(program.server()).get("/seconds").body();
        return Client.JSON.readValue(rows, Rows.class).rows().stream()
                .map(Row::row)
                .toList();
    }

    private static List<Hit> archived(Path archive) {
        CollectSink<Hit> hits = Sinks.collect();
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source(
                        "archive",
                        FileSource.in(archive, Parquet.of(Hit.class).ignoringUnknownColumns())
                                .recursive())
                .to("hits", hits);
        try (Engine engine = Engine.withWorkers(1)) {
            engine.start(pipeline).join();
        }
        return hits.values();
    }

    /** Of each part there is what it begins with. Returns how many hits of the website are there at most. */
    private static long checkArchive(Website website, List<Hit> hits) {
        Map<Hit, Integer> archived = new HashMap<>();
        hits.forEach(hit -> archived.merge(hit, 1, Integer::sum));
        long all = 0;
        for (int part = 0; part < Traffic.PARTS; part++) {
            long index = part;
            while (takeOut(website.hit(index), archived)) {
                index += Traffic.PARTS;
            }
            all = Math.max(all, index);
        }
        assertThat(archived)
                .as("hits that are there twice, or behind one that is not there")
                .isEmpty();
        return all;
    }

    private static boolean takeOut(Hit hit, Map<Hit, Integer> archived) {
        Integer count = archived.remove(hit);
        if (count != null && count > 1) {
            archived.put(hit, count - 1);
        }
        return count != null;
    }

    private static void checkQueryOfThePage(Path data, List<Hit> archived) throws Exception {
        Matcher query = QUERY.matcher(Files.readString(Path.of("..", "docs", "systems", "analytics.md")));
        assertThat(query.find()).isTrue();
        List<Long> counts = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query.group(1).replace("DIR", data.toString()))) {
            while (rows.next()) {
                counts.add(rows.getLong(2));
            }
        }
        Map<String, Long> byPage = archived.stream().collect(Collectors.groupingBy(Hit::page, Collectors.counting()));
        assertThat(counts)
                .isEqualTo(byPage.values().stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(5)
                        .toList());
    }

    private static void checkSeconds(HitsOracle oracle, List<Period> kept, Collection<Period> served) {
        Map<Long, List<Hit>> hits = oracle.by(AnalyticsPipeline.SECOND.toMillis());
        List<Long> begins = kept.stream().map(Period::begin).sorted().toList();
        assertThat(begins).isEqualTo(hits.keySet().stream().limit(begins.size()).toList());
        assertThat(served).extracting(Period::begin).isSubsetOf(begins);
        assertThat(kept).allSatisfy(second -> HitsOracle.check(second, hits.get(second.begin()), Hit::country));
        assertThat(served).allSatisfy(second -> HitsOracle.check(second, hits.get(second.begin()), Hit::country));
    }
}
