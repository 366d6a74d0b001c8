// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Stands before Redis, and loses the answer to a command when told: Redis has done it then. */
final class LossyProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> losing = new AtomicReference<>("");

    LossyProxy(URI redis) throws IOException {
        port = redis.getPort();
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI url() {
        return URI.create("redis://127.0.0.1:" + listening.getLocalPort());
    }

    /** Loses the answer to the next command of that name, once. */
    void loseAnswerTo(String command) {
        losing.set(command);
    }

    /** Closes the connections there are; new ones are accepted. */
    void loseConnections() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                clients.add(client);
                Socket redis = new Socket(InetAddress.getLoopbackAddress(), port);
                var lost = new AtomicBoolean();
                threads.execute(() -> commands(client, redis, lost));
                threads.execute(() -> answers(client, redis, lost));
            }
        } catch (IOException e) {
            threads.shutdownNow();
        }
    }

    private void answers(Socket client, Socket redis, AtomicBoolean lost) {
        copy(redis, client, bytes -> !lost.get());
    }

    private void commands(Socket client, Socket redis, AtomicBoolean lost) {
        copy(
                client,
                redis,
                bytes -> {
                    String command = losing.get();
                    boolean loses = !command.isEmpty() && bytes.contains(command);
                    lost.set(loses && losing.compareAndSet(command, ""));
                    return true;
                });
    }

    /** Until one side ends or a piece is not to be passed on; then both end. */
    private static void copy(Socket from, Socket to, Predicate<String> passes) {
        try (from;
                to) {
            byte[] piece = new byte[1 << 16];
            int n = from.getInputStream().read(piece);
            while (n != -1 && passes.test(new String(piece, 0, n, ISO_8859_1))) {
                to.getOutputStream().write(piece, 0, n);
                n = from.getInputStream().read(piece);
            }
        } catch (IOException e) {
            // the end of a connection
        }
    }
}
