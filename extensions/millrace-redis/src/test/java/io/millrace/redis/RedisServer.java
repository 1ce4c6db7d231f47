package io.millrace.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.servers.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Redis of a test's own, which forgets nothing when it is killed. */
final class RedisServer implements AutoCloseable {

    final int port = ServerProcess.freePort();
    final ServerProcess process;
    private final String password;
    private RedisClient client;
    private RedisCommands<String, String> commands;

    RedisServer(Path directory) {
        this(directory, "");
    }

    RedisServer(Path directory, String password) {
        this.password = password;
        String program = ServerProcess.program("redis-server", "redis-server").toString();
        process = new ServerProcess(
                List.of(
                        program,
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        directory.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always",
                        "--requirepass",
                        password),
                Map.of(),
                port,
                directory);
        process.start();
    }

    String uri() {
        return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + "127.0.0.1:" + port;
    }

    RedisCommands<String, String> commands() {
        if (client == null) {
            client = RedisClient.create(uri());
            commands = client.connect().sync();
        }
        return commands;
    }

    /** Kills it; returns when it has been started again and has loaded what it had. */
    void restart() {
        process.kill();
        process.start();
        while (!serves()) {
            Thread.onSpinWait();
        }
    }

    private boolean serves() {
        try {
            return commands().ping() != null;
        } catch (RedisException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (client != null) {
            client.shutdown();
        }
        process.close();
    }
}
