// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How answers go out, at once or later: no body to HEAD or to who has it already, and whatever goes
 * wrong, some answer. Thread-safe.
 */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoints.class);

    private final Function<HealthRequest, Asked> reader;
    private final BooleanSupplier draining;
    private final LongPolls polls;

    Answers(Function<HealthRequest, Asked> reader, BooleanSupplier draining, LongPolls polls) {
        this.reader = reader;
        this.draining = draining;
        this.polls = polls;
    }

    HealthResponse atOnce(HealthRequest request) {
        HealthResponse response;
        try {
            response = unlessKnown(reader.apply(request).answer(), known(request));
        } catch (RuntimeException e) {
            response = failed(e);
        }
        return sent(response, request.isHead());
    }

    Optional<HealthResponse> inTime(
            HealthRequest request, Supplier<Consumer<HealthResponse>> later) {
        HealthResponse response;
        try {
            Asked asked = reader.apply(request);
            HealthResponse now = asked.answer();
            String known = known(request);
            if (isHeld(request, known, asked, now, later)) {
                return Optional.empty();
            }
            response = unlessKnown(now, known);
        } catch (RuntimeException e) {
            response = failed(e);
        }
        return Optional.of(sent(response, request.isHead()));
    }

    private boolean isHeld(
            HealthRequest request,
            String known,
            Asked asked,
            HealthResponse now,
            Supplier<Consumer<HealthResponse>> later) {
        String tag = now.headers().get("ETag");
        if (tag == null || !Conditions.names(known, tag) || request.hasBody()) {
            return false;
        }
        int seconds = Conditions.secondsToWait(request.header("Prefer").orElse(""));
        boolean head = request.isHead();
        Supplier<Runnable> answer =
                () -> {
                    Consumer<HealthResponse> taker = later.get();
                    return () -> taker.accept(late(asked, known, seconds, head));
                };
        return seconds > 0 && polls.hold(asked, tag, seconds, answer);
    }

    private HealthResponse late(Asked asked, String known, int seconds, boolean head) {
        HealthResponse response;
        try {
            response = unlessKnown(asked.answer(), known);
        } catch (RuntimeException e) {
            response = failed(e);
        }
        return sent(response.with("Preference-Applied", "wait=" + seconds), head);
    }

    private HealthResponse sent(HealthResponse response, boolean head) {
        HealthResponse sent = head ? response.withoutBody() : response;
        return draining.getAsBoolean() ? sent.closing() : sent;
    }

    private static HealthResponse failed(RuntimeException e) {
        if (e instanceof Refusal refusal) {
            return refusal.response();
        }
        LOG.error("health could not be told", e);
        return Problems.unavailable();
    }

    private static String known(HealthRequest request) {
        return request.header("If-None-Match").orElse("");
    }

    /** A condition is looked at where the answer would be a success, RFC 9110, section 13.2.1. */
    private static HealthResponse unlessKnown(HealthResponse response, String known) {
        String tag = response.headers().get("ETag");
        return response.status() == 200 && tag != null && Conditions.names(known, tag)
                ? response.notModified()
                : response;
    }
}
