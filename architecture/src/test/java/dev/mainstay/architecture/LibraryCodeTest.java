// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What code that is embedded in other people's processes leaves to them. */
class LibraryCodeTest {
    @Test
    void threads_whenTheyWait_doNotSleep() {
        noClasses()
                .should()
                .callMethodWhere(
                        target(owner(assignableTo(Thread.class))).and(target(name("sleep"))))
                .because("a sleep can be neither woken by close() nor driven by a test's clock")
                .check(Modules.classes());
    }

    @Test
    void process_whateverHappens_isEndedByTheShutdownAlone() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.mainstay.shutdown.ProcessEnd")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(Modules.classes());
    }

    @Test
    void messages_whateverTheySay_goThroughTheLogger() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(target(name("printStackTrace")))
                .check(Modules.classes());
    }

    @Test
    void work_whenAsynchronous_runsOnAnExecutorOfItsOwn() {
        noClasses()
                .should()
                .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                .orShould()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .orShould()
                .callMethod(ForkJoinPool.class, "commonPool")
                .because("the common pool is the application's; use one with an " + Executor.class)
                .check(Modules.classes());
    }

    @Test
    void exceptions_whenThrown_areOfANamedKind() {
        GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(Modules.classes());
    }
}
