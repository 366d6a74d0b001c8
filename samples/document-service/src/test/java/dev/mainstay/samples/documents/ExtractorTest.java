// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ExtractorTest {
    @TempDir Path directory;

    private final CountDownLatch ended = new CountDownLatch(1);
    private HttpServer server;
    private Path text;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        text = Files.writeString(directory.resolve("text"), "one two three");
    }

    @AfterEach
    void stop() {
        ended.countDown();
        server.stop(0);
    }

    @Test
    void words_byTheServerInside_areCounted() throws Exception {
        try (var inside = new ExtractorServer()) {
            assertThat(new Extractor(inside.url(), Extractor.LONGEST).words(text)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''           | 0
                    ' '          | 0
                    word         | 1
                    ' a  b\tc\n' | 3
                    größer/klein | 1
                    """)
    void countWords_separatedByWhiteSpace_areCounted(String text, long words) throws Exception {
        assertThat(ExtractorServer.countWords(new StringReader(text))).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "{}", "{\"words\":-1}", "{\"words\":\"three\"}", "3"})
    void words_whenAnswerIsNotTheProtocol_fails(String answer) {
        respond(200, answer);

        assertThatThrownBy(() -> extractor().words(text))
                .isInstanceOf(ExtractionException.class)
                .hasMessage("the extractor's answer was not understood");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 400, 404, 413, 422})
    void words_whenTheTextIsRefusedOrTheAnswerIsNone_failsWithTheCodeAlone(int status) {
        respond(status, status == 204 ? "" : "secret stack trace");

        assertThatThrownBy(() -> extractor().words(text))
                .isInstanceOf(ExtractionException.class)
                .hasMessage("the extractor answered " + status);
    }

    @ParameterizedTest
    @CsvSource({"500,true", "501,true", "429,false", "502,false", "503,false", "504,false"})
    void words_whenTheFaultIsTheExtractors_isUnavailable(int status, boolean failedOnDocument) {
        respond(status, "secret stack trace");

        assertThatThrownBy(() -> extractor().words(text))
                .isInstanceOfSatisfying(
                        ExtractorUnavailableException.class,
                        e -> assertThat(e.failedOnDocument()).isEqualTo(failedOnDocument))
                .hasMessage("the extractor answered " + status);
    }

    @Test
    void words_whenNobodyListens_isUnavailableWithoutTheAddress() {
        URI url = url();
        server.stop(0);

        assertThatThrownBy(() -> new Extractor(url, Duration.ofSeconds(5)).words(text))
                .isInstanceOf(ExtractorUnavailableException.class)
                .hasMessage("the extractor could not be reached");
    }

    @Test
    void words_whenNoAnswerComes_isUnavailableAtTheTimeout() {
        server.createContext("/", exchange -> await());

        assertThatThrownBy(() -> new Extractor(url(), Duration.ofMillis(200)).words(text))
                .isInstanceOf(ExtractorUnavailableException.class)
                .hasMessage("the extractor took longer than PT0.2S");
    }

    @Test
    void words_whenTheAnswersBodyStalls_isUnavailableAtTheTimeout() {
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    await();
                });

        assertThatThrownBy(() -> new Extractor(url(), Duration.ofMillis(500)).words(text))
                .isInstanceOf(ExtractorUnavailableException.class)
                .hasMessage("the extractor took longer than PT0.5S");
    }

    private Extractor extractor() {
        return new Extractor(url(), Duration.ofSeconds(10));
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void respond(int status, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    private void await() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
