// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Answers one request with the bytes it was given, or goes on as its script says. */
final class CannedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final CompletableFuture<String> request = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Script script;

    interface Script {
        void answer(OutputStream out, CountDownLatch closed) throws Exception;
    }

    CannedServer(String answer) throws IOException {
        this((out, closed) -> out.write(answer.getBytes(ISO_8859_1)));
    }

    CannedServer(Script script) throws IOException {
        this.script = script;
        socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "canned");
        thread.setDaemon(true);
        thread.start();
    }

    String url(String pathAndQuery) {
        return "http://127.0.0.1:" + socket.getLocalPort() + pathAndQuery;
    }

    /** The head of the request that came. */
    String request() {
        return request.join();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }

    private void serve() {
        try (Socket client = socket.accept()) {
            request.complete(readHead(client));
            script.answer(client.getOutputStream(), closed);
        } catch (Exception e) {
            request.completeExceptionally(e);
        }
    }

    private static String readHead(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        var head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }
}
