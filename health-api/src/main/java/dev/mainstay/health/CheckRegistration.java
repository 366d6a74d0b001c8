// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Require;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A check, its name, the probes that it serves, and its options.
 *
 * @param withOptions whether the caller gave the options; else they are the defaults
 */
record CheckRegistration(
        Set<Probe> probes,
        String name,
        HealthCheck check,
        CheckSettings settings,
        boolean withOptions) {

    static CheckRegistration of(Probe probe, String name, HealthCheck check) {
        requireNonNull(check, "check");
        return new CheckRegistration(
                EnumSet.of(probe), Require.name(name), check, CheckSettings.DEFAULTS, false);
    }

    static CheckRegistration of(
            Probe probe, String name, HealthCheck check, Consumer<CheckOptions> options) {
        requireNonNull(check, "check");
        return new CheckRegistration(
                EnumSet.of(probe), Require.name(name), check, CheckSettings.from(options), true);
    }

    /** This and the same check under the same name for another probe. */
    CheckRegistration joined(CheckRegistration other) {
        if (check != other.check) {
            throw new IllegalArgumentException(
                    "name must be unique, but '" + name + "' is another check's already");
        }
        if (other.withOptions) {
            throw new IllegalArgumentException(
                    "options must be given with the first registration of a check, but '"
                            + name
                            + "' was registered before");
        }
        var both = EnumSet.copyOf(probes);
        both.addAll(other.probes);
        return new CheckRegistration(both, name, check, settings, withOptions);
    }
}
