// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.FileNotFoundException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Counts words over HTTP: a POST of the text is answered with {@code {"words":n}}. Thread-safe. */
final class Extractor {
    /** The longest that {@link #words(Path)} takes. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final URI url;
    private final Duration timeout;

    Extractor(URI url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
    }

    /**
     * Counts the words of a file.
     *
     * @throws ExtractionException if the extractor refuses the text, or answers what it should not
     * @throws ExtractorUnavailableException if it can't be reached, takes too long, or answers that
     *     the fault is its own
     */
    long words(Path text)
            throws ExtractionException,
                    ExtractorUnavailableException,
                    FileNotFoundException,
                    InterruptedException {
        return words(BodyPublishers.ofFile(text));
    }

    /** Counts the words of what is not in a file, as {@link #words(Path)} does. */
    long words(BodyPublisher text)
            throws ExtractionException, ExtractorUnavailableException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .POST(text)
                        .build();
        return words(answer(Client.SHARED.sendAsync(request, BodyHandlers.ofString())));
    }

    /** The client's own timeout ends with the headers; this one holds for the body as well. */
    private HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> call)
            throws ExtractorUnavailableException, InterruptedException {
        try {
            return call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw ExtractorUnavailableException.silent(
                    "the extractor took longer than " + timeout, e);
        } catch (ExecutionException e) {
            throw ExtractorUnavailableException.silent(
                    "the extractor could not be reached", e.getCause());
        } finally {
            call.cancel(true);
        }
    }

    private static long words(HttpResponse<String> answer)
            throws ExtractionException, ExtractorUnavailableException {
        requireSuccess(answer.statusCode());
        try {
            JsonNode words = Json.MAPPER.readTree(answer.body()).path("words");
            if (words.canConvertToExactIntegral() && words.asLong() >= 0) {
                return words.asLong();
            }
        } catch (JacksonException e) {
            throw new ExtractionException("the extractor's answer was not understood", e);
        }
        throw new ExtractionException("the extractor's answer was not understood");
    }

    private static void requireSuccess(int status)
            throws ExtractionException, ExtractorUnavailableException {
        if (status == 200) {
            return;
        }
        String reason = "the extractor answered " + status;
        switch (status) {
            // Too many requests, and what proxies say of one that is away, starts or is too slow.
            case 429, 502, 503, 504 -> throw ExtractorUnavailableException.refusing(reason);
            default -> {
                if (status >= 500) {
                    throw ExtractorUnavailableException.failing(reason);
                }
                throw new ExtractionException(reason);
            }
        }
    }

    /** Made by the first call: the JVM's exit waits for its thread in native code, up to 0.3 s. */
    private static final class Client {
        static final HttpClient SHARED =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    }
}
