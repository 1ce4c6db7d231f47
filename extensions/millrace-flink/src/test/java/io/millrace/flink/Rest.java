package io.millrace.flink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** What a JobManager tells by REST. */
final class Rest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final String BOUNDARY = "a-boundary-of-parts";

    private final URI base;
    private final HttpClient client = HttpClient.newHttpClient();

    Rest(int port) {
        base = URI.create("http://localhost:" + port);
    }

    URI base() {
        return base;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path)).build());
    }

    JsonNode post(String path, String contentType, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", contentType)
                .POST(body)
                .build());
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != OK && response.statusCode() != ACCEPTED) {
            throw new IOException(request.uri() + " answers " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Those that have told of their slots, since only they are given tasks. */
    Set<String> taskManagers() throws IOException, InterruptedException {
        Set<String> ids = new TreeSet<>();
        for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
            if (each.path("slotsNumber").asInt() > 0) {
                ids.add(each.path("id").asText());
            }
        }
        return ids;
    }

    String state(JobID job) throws IOException, InterruptedException {
        return get("/jobs/" + job).path("state").asText();
    }

    /** Why a job has failed. */
    String failure(JobID job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/exceptions").toString();
    }

    /** The TaskManagers of each vertex; empty where not all of them run. */
    Map<String, Set<String>> places(JobID job) throws IOException, InterruptedException {
        Map<String, Set<String>> places = new TreeMap<>();
        for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
            JsonNode tasks =
                    get("/jobs/" + job + "/vertices/" + vertex.path("id").asText());
            Set<String> managers = new TreeSet<>();
            for (JsonNode task : tasks.path("subtasks")) {
                if (!"RUNNING".equals(task.path("status").asText())) {
                    return Map.of();
                }
                managers.add(task.path("taskmanager-id").asText());
            }
            places.put(vertex.path("name").asText(), managers);
        }
        return places;
    }

    /** Uploads the jar of a program; returns the path of what can be done with it. */
    String upload(Path jar) throws IOException, InterruptedException {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n";
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.concat(
                HttpRequest.BodyPublishers.ofString(head),
                HttpRequest.BodyPublishers.ofFile(jar),
                HttpRequest.BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
        String file = post("/jars/upload", "multipart/form-data; boundary=" + BOUNDARY, body)
                .path("filename")
                .asText();
        return "/jars/" + Path.of(file).getFileName();
    }

    /** Runs the program of a jar; returns the job. */
    JobID run(String jar, int parallelism, String savepoint, Configuration configuration, String... arguments)
            throws IOException, InterruptedException {
        String answer = postJson(
                        jar + "/run",
                        Map.of(
                                "parallelism",
                                parallelism,
                                "savepointPath",
                                savepoint,
                                "flinkConfiguration",
                                configuration.toMap(),
                                "programArgsList",
                                List.of(arguments)))
                .path("jobid")
                .asText();
        return JobID.fromHexString(answer);
    }

    /** Asks for a savepoint behind which the job stops; returns the path where it is told of. */
    String stop(JobID job, Path directory) throws IOException, InterruptedException {
        String request = postJson(
                        "/jobs/" + job + "/stop",
                        Map.of(
                                "drain",
                                false,
                                "targetDirectory",
                                directory.toUri().toString()))
                .path("request-id")
                .asText();
        return "/jobs/" + job + "/savepoints/" + request;
    }

    private JsonNode postJson(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return post(path, "application/json", HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }

    /** The number of the last checkpoint that is complete; 0 for none. */
    long completed(JobID job) throws IOException, InterruptedException {
        return checkpoints(job).path("latest").path("completed").path("id").asLong();
    }

    /** The number of the checkpoint that a job has gone on from last; 0 for none. */
    long restoredAt(JobID job) throws IOException, InterruptedException {
        return checkpoints(job).path("latest").path("restored").path("id").asLong();
    }

    /** How often it has gone on from one. */
    int restored(JobID job) throws IOException, InterruptedException {
        return checkpoints(job).path("counts").path("restored").asInt();
    }

    private JsonNode checkpoints(JobID job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/checkpoints");
    }
}
