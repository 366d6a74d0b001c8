// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThrowableWordsTest {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text = e.getMessage()",
                "text = e.getLocalizedMessage()",
                "text = e.getCause().toString()",
                "text = \"failed: \" + e",
                "text += e",
                "text = String.valueOf(e)",
                "text = String.format(\"%s\", e)",
                "text = \"%s: %s\".formatted(text, e)",
                "text = String.valueOf(text.isEmpty() ? text : e)",
                "new StringBuilder().append(e)",
                "new StringBuilder(text).append(\": \").append(e)",
                "text(Throwable::getMessage)",
                "text(Throwable::toString)",
                "text(Object::toString)",
                "text(String::valueOf)",
                "new IllegalStateException(e)",
                "new AssertionError(e)",
                "org.slf4j.LoggerFactory.getLogger(text).warn(text, text, e)",
            })
    void words_ofAThrowable_areFound(String code) throws IOException {
        assertThat(found(code)).hasSize(1).allMatch(it -> it.startsWith("Sample.java:3: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.mainstay.internal.Throwables.describe(e)",
                "dev.mainstay.internal.Log.of(Object.class).warn(text, e)",
                "getMessage()",
                "super.getMessage()",
                "this.toString()",
                "new IllegalStateException(text, e)",
                "new java.util.concurrent.CompletableFuture<String>().completeExceptionally(e)",
                "java.util.Objects.requireNonNull(e)",
                "List.of(e).contains(e)",
                "text = e.getClass() + text",
                "text(it -> text)",
                "text.toString()",
            })
    void otherUses_ofAThrowable_areNot(String code) throws IOException {
        assertThat(found(code)).isEmpty();
    }

    @Test
    void code_thatDoesNotCompile_isNoProof() throws IOException {
        assertThat(found("e.getMessages()")).hasSize(1);
    }

    private List<String> found(String code) throws IOException {
        Path file = directory.resolve("Sample.java");
        String type =
                """
                import java.util.List; import java.util.function.Function;
                class Sample extends Exception { <E extends Exception> void of(E e, String text) {
                    %s;
                }
                static Object text(Function<? super Throwable, String> words) { return words; } }
                """;
        Files.writeString(file, type.formatted(code));
        return ThrowableWords.in(List.of(file));
    }
}
