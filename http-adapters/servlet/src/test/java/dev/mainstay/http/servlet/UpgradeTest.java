// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.http.Traffic;
import dev.mainstay.shutdown.InFlight;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that turn into another protocol, as those of WebSockets do, behind the filter. Jetty's
 * are Javalin's, whose tests have them.
 */
class UpgradeTest {
    private static final int TIMEOUT_MILLIS = 15_000;

    private final InFlight inFlight = InFlight.create();
    private final Traffic traffic = Traffic.of(inFlight);

    static Stream<Container> containers() {
        return Stream.of(new TomcatContainer(), new UndertowContainer());
    }

    @ParameterizedTest
    @MethodSource("containers")
    void upgrade_throughTheFilter_talksOnAndIsNoLongerInFlight(Container container)
            throws Exception {
        URI uri = start(container);
        try (var socket = upgrade(uri)) {
            BufferedReader in = reader(socket);
            assertThat(head(in)).startsWith("HTTP/1.1 101 ");
            await().until(() -> inFlight.count() == 0);

            assertThat(echo(socket, in, "one")).isEqualTo("one");
            assertThat(echo(socket, in, "two")).isEqualTo("two");
        } finally {
            container.stop();
        }
    }

    @ParameterizedTest
    @MethodSource("containers")
    void upgrade_whileDraining_talksOn(Container container) throws Exception {
        URI uri = start(container);
        inFlight.drain();
        try (var socket = upgrade(uri)) {
            BufferedReader in = reader(socket);

            assertThat(head(in)).startsWith("HTTP/1.1 101 ").doesNotContain("close");
            assertThat(echo(socket, in, "one")).isEqualTo("one");
        } finally {
            container.stop();
        }
    }

    @ParameterizedTest
    @MethodSource("containers")
    void upgrade_onceRefused_is503(Container container) throws Exception {
        URI uri = start(container);
        traffic.refuse();
        try (var socket = upgrade(uri)) {
            assertThat(head(reader(socket))).startsWith("HTTP/1.1 503 ");
        } finally {
            container.stop();
        }
    }

    private URI start(Container container) throws Exception {
        return container.start(
                (classes, context) -> {
                    TrafficFilter.of(traffic).mountOn(context);
                    mountOn(context);
                });
    }

    private static void mountOn(ServletContext context) {
        ServletRegistration.Dynamic servlet = context.addServlet("echo", new EchoServlet());
        servlet.setAsyncSupported(true);
        servlet.addMapping("/echo");
    }

    private static Socket upgrade(URI uri) throws IOException {
        var socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        write(
                socket,
                """
                GET /echo HTTP/1.1\r
                Host: localhost\r
                Connection: Upgrade\r
                Upgrade: echo\r
                \r
                """);
        return socket;
    }

    private static String echo(Socket socket, BufferedReader in, String line) throws IOException {
        write(socket, line + "\n");
        return in.readLine();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    private static String head(BufferedReader in) throws IOException {
        var head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    private static final class EchoServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            response.setHeader("Upgrade", "echo");
            response.setHeader("Connection", "Upgrade");
            response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
            request.upgrade(Echo.class);
        }
    }

    /** Says again what it hears. */
    public static final class Echo implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {
            try {
                ServletInputStream in = connection.getInputStream();
                in.setReadListener(new Ear(in, connection.getOutputStream()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void destroy() {}
    }

    private static final class Ear implements ReadListener {
        private final ServletInputStream in;
        private final ServletOutputStream out;

        private Ear(ServletInputStream in, ServletOutputStream out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] heard = new byte[100];
            while (in.isReady()) {
                int length = in.read(heard);
                if (length < 0) {
                    return;
                }
                out.write(heard, 0, length);
                out.flush();
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            out.close();
        }

        @Override
        public void onError(Throwable failure) {}
    }
}
