// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.resilience.BreakerOpenException;
import dev.mainstay.resilience.BreakerState;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class GuardedExtractorTest {
    private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(2);

    @TempDir Path directory;

    private SwitchableExtractor server;
    private GuardedExtractor extractor;
    private Path text;

    @BeforeEach
    void start() throws IOException {
        server = new SwitchableExtractor();
        extractor =
                new GuardedExtractor(
                        new Extractor(server.url(), Duration.ofSeconds(5)), 3, RECOVERY_TIMEOUT);
        text = Files.writeString(directory.resolve("text"), "one");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void words_whenTheExtractorFailsThreeTimes_areNotAskedForAgain(int status) {
        server.answers(status);
        failThreeTimes();

        assertThatThrownBy(() -> extractor.words(text))
                .isInstanceOf(BreakerOpenException.class)
                .hasCauseInstanceOf(ExtractorUnavailableException.class);
        assertThat(server.asked()).hasSize(3);
        assertThat(extractor.refusal())
                .isBetween(RECOVERY_TIMEOUT.minusSeconds(20), RECOVERY_TIMEOUT);
    }

    @Test
    void words_whenNobodyListens_areFailures() {
        server.close();
        failThreeTimes();

        assertThat(extractor.breaker().state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void words_ofADocumentThatIsRefused_areASignOfLife() {
        server.answers(503);
        assertUnavailable();
        assertUnavailable();
        server.answers(422);
        assertThatThrownBy(() -> extractor.words(text)).isInstanceOf(ExtractionException.class);

        assertThat(extractor.breaker().failuresInARow()).isZero();
    }

    @Test
    void words_ofAFileThatIsMissing_countNeitherWay() {
        server.answers(503);
        assertUnavailable();
        assertThatThrownBy(() -> extractor.words(directory.resolve("missing")))
                .isInstanceOf(FileNotFoundException.class);

        assertThat(extractor.breaker().failuresInARow()).isEqualTo(1);
    }

    @Test
    void words_thatAreInterrupted_countNeitherWay() {
        server.answers(503);
        assertUnavailable();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> extractor.words(text)).isInstanceOf(InterruptedException.class);

        assertThat(extractor.breaker().failuresInARow()).isEqualTo(1);
    }

    @Test
    void refusal_whenIsolated_isShortAndEndsWithIt() {
        assertThat(extractor.refusal()).isZero();

        extractor.breaker().isolate();
        assertThat(extractor.refusal()).isEqualTo(Duration.ofSeconds(1));

        extractor.breaker().reset();
        assertThat(extractor.refusal()).isZero();
    }

    @Test
    void works_whileTheBreakerIsOpen_asksTheExtractor() throws Exception {
        server.answers(500);
        failThreeTimes();
        assertThat(extractor.works()).isFalse();

        server.answers(200);
        assertThat(extractor.works()).isTrue();
    }

    private void failThreeTimes() {
        for (int i = 0; i < 3; i++) {
            assertUnavailable();
        }
    }

    private void assertUnavailable() {
        assertThatThrownBy(() -> extractor.words(text))
                .isInstanceOf(ExtractorUnavailableException.class);
    }
}
