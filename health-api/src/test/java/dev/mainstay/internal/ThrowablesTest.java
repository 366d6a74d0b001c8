// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.mainstay.health.Hostile;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ThrowablesTest {
    @ParameterizedTest
    @MethodSource
    void words_ofAThrowable_areOneMaskedLine(Throwable thrown, String described, String message) {
        assertThat(Throwables.describe(thrown)).isEqualTo(described);
        assertThat(Throwables.message(thrown)).isEqualTo(message);
    }

    static Stream<Arguments> words_ofAThrowable_areOneMaskedLine() {
        var error = new IOException("refused");
        return Stream.of(
                arguments(error, "IOException: refused", "refused"),
                arguments(new IOException(), "IOException", "IOException"),
                arguments(new IOException(" "), "IOException", "IOException"),
                arguments(new IOException("a\nb"), "IOException: a b", "a b"),
                arguments(
                        new IOException("at redis://app:s3cret@db"),
                        "IOException: at redis://***@db",
                        "at redis://***@db"),
                arguments(
                        Hostile.throwing(),
                        "Hostile$Throwing (its message could not be read)",
                        "Hostile$Throwing (its message could not be read)"));
    }

    @ParameterizedTest
    @MethodSource
    void unwrap_ofWhatFuturesThrow_isWhatTheyWrapped(Throwable thrown, Throwable unwrapped) {
        assertThat(Throwables.unwrap(thrown)).isSameAs(unwrapped);
    }

    static Stream<Arguments> unwrap_ofWhatFuturesThrow_isWhatTheyWrapped() {
        var error = new IOException("refused");
        var bare = new CompletionException("no cause", null);
        var other = new IllegalStateException(error);
        var hostile = Hostile.throwing();
        return Stream.of(
                arguments(error, error),
                arguments(new CompletionException(error), error),
                arguments(new ExecutionException(new CompletionException(error)), error),
                arguments(new CompletionException(other), other),
                arguments(bare, bare),
                arguments(hostile, hostile));
    }

    @Test
    void unwrap_ofWrappersInACircle_ends() {
        var circle = new Circle();

        assertThat(Throwables.isWrapper(Throwables.unwrap(circle))).isTrue();
    }

    @Test
    void leadsTo_aCause_isTrueAndToAnotherOrFromAHostileOneFalse() {
        var error = new IOException("refused");
        var outer = new IllegalStateException(new IOException("between", error));

        assertThat(Throwables.leadsTo(error, error)).isTrue();
        assertThat(Throwables.leadsTo(outer, error)).isTrue();
        assertThat(Throwables.leadsTo(error, outer)).isFalse();
        assertThat(Throwables.leadsTo(Hostile.throwing(), error)).isFalse();
        var circle = new IOException("first");
        circle.initCause(new IOException("second", circle));
        assertThat(Throwables.leadsTo(circle, error)).isFalse();
    }

    @Test
    void cause_thatCannotBeAskedFor_isNone() {
        var error = new IOException("refused");
        assertThat(Throwables.cause(Hostile.throwing())).isNull();
        assertThat(Throwables.cause(new IllegalStateException(error))).isSameAs(error);
    }

    @Test
    void suppress_ofManyNotes_keepsSixteenAndNeverItself() {
        var error = new IOException();
        Throwables.suppress(error, error);
        assertThat(error).hasNoSuppressedExceptions();

        for (int i = 0; i < 20; i++) {
            Throwables.suppress(error, new IOException("note " + i));
        }

        assertThat(error.getSuppressed()).hasSize(16);
        assertThat(error.getSuppressed()[15]).hasMessage("note 15");
    }

    @Test
    void raise_ofAnyThrowable_throwsItAsItIs() {
        var error = new IOException("refused");
        assertThatThrownBy(() -> Throwables.<RuntimeException>raise(error)).isSameAs(error);
    }

    /** A wrapper that is its own cause. */
    private static final class Circle extends CompletionException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return this;
        }
    }
}
