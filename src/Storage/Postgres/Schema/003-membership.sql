-- Tables and queries of Orleans' AdoNet clustering: which silos there are, who suspects whom. Whoever changes a member
-- raises the table's version in the same statement, and only from the version that it has read: of two that decide at
-- once, one must look again. A sign of life changes no version.

CREATE TABLE OrleansMembershipVersionTable (
    DeploymentId text PRIMARY KEY,
    Timestamp timestamptz NOT NULL,
    Version integer NOT NULL
);

CREATE TABLE OrleansMembershipTable (
    DeploymentId text NOT NULL,
    Address text NOT NULL,
    Port integer NOT NULL,
    Generation integer NOT NULL,
    SiloName text NOT NULL,
    HostName text NOT NULL,
    Status integer NOT NULL,
    ProxyPort integer NOT NULL,
    SuspectTimes text,
    StartTime timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipVersionKey', $query$
    WITH made AS (
        INSERT INTO OrleansMembershipVersionTable (DeploymentId, Timestamp, Version) VALUES (@DeploymentId, now(), 0)
        ON CONFLICT (DeploymentId) DO NOTHING
        RETURNING Version)
    SELECT EXISTS (SELECT 1 FROM made)
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadAllKey', $query$
    SELECT version.DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime, Version
    FROM OrleansMembershipVersionTable version LEFT JOIN OrleansMembershipTable member ON member.DeploymentId = version.DeploymentId
    WHERE version.DeploymentId = @DeploymentId
$query$);

-- The version is wanted also where there is no such member.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadRowKey', $query$
    SELECT version.DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime, Version
    FROM OrleansMembershipVersionTable version LEFT JOIN OrleansMembershipTable member
        ON member.DeploymentId = version.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
    WHERE version.DeploymentId = @DeploymentId
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipKey', $query$
    WITH raised AS (
        UPDATE OrleansMembershipVersionTable version SET Version = version.Version + 1, Timestamp = now()
        WHERE version.DeploymentId = @DeploymentId AND version.Version = @Version AND NOT EXISTS (
            SELECT 1 FROM OrleansMembershipTable member WHERE member.DeploymentId = @DeploymentId
                AND member.Address = @Address AND member.Port = @Port AND member.Generation = @Generation)
        RETURNING version.DeploymentId),
    joined AS (
        INSERT INTO OrleansMembershipTable
            (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
        SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM joined)
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateMembershipKey', $query$
    WITH raised AS (
        UPDATE OrleansMembershipVersionTable version SET Version = version.Version + 1, Timestamp = now()
        WHERE version.DeploymentId = @DeploymentId AND version.Version = @Version AND EXISTS (
            SELECT 1 FROM OrleansMembershipTable member WHERE member.DeploymentId = @DeploymentId
                AND member.Address = @Address AND member.Port = @Port AND member.Generation = @Generation)
        RETURNING version.DeploymentId),
    changed AS (
        UPDATE OrleansMembershipTable member
        SET Status = @Status, SuspectTimes = @SuspectTimes::text, IAmAliveTime = @IAmAliveTime
        FROM raised
        WHERE member.DeploymentId = raised.DeploymentId
            AND member.Address = @Address AND member.Port = @Port AND member.Generation = @Generation
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM changed)
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateIAmAlivetimeKey', $query$
    UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$query$);

-- A gateway port of 0 is none.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('GatewaysQueryKey', $query$
    SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteMembershipTableEntriesKey', $query$
    DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
    DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId;
$query$);

-- 6 is a dead silo. Nobody but the dead are removed, whatever their last sign of life.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND Status = 6 AND IAmAliveTime < @IAmAliveTime
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntryKey', $query$
    DELETE FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation AND Status = 6
        AND StartTime = @StartTime AND IAmAliveTime = @IAmAliveTime AND SuspectTimes IS NOT DISTINCT FROM @SuspectTimes::text
$query$);
