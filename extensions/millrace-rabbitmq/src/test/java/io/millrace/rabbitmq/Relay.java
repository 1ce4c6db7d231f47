package io.millrace.rabbitmq;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a client and a server on this machine, and cuts their connections. */
final class Relay implements AutoCloseable {

    private final int to;
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    Relay(int to) throws IOException {
        this.to = to;
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                open.addAll(List.of(client, server));
                threads.execute(() -> copy(client, server));
                threads.execute(() -> copy(server, client));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static void copy(Socket from, Socket into) {
        try (from;
                into) {
            long unused = from.getInputStream().transferTo(into.getOutputStream());
        } catch (IOException e) {
            // One of them is closed, and both are then.
        }
    }

    /** Without a word to either side. */
    void cut() throws IOException {
        for (Socket each : open) {
            try (each) {
                each.setSoLinger(true, 0);
            } catch (SocketException e) {
                // It was closed by then.
            }
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
        threads.shutdownNow();
    }
}
