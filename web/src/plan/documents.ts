import { graphql, type ResultOf } from '../api/graphql';

export const PLACES = graphql(`
  query PlanRegions($code: String!) {
    region(code: $code) { code name level children { code name } }
  }
`);

export const PLANS = graphql(`
  query Plans($region: String) {
    plans(region: $region) {
      number region state replaces seed seconds reason askedBy askedAt beginsAt progress stage stations stationsShort worstChance
      leastSlackHours cost adoptedAt adoptedBy
    }
    viewer { election { clock { now speed isPaused } } }
  }
`);
export type PlanRow = NonNullable<ResultOf<typeof PLANS>['plans']>[number];

export const PLAN = graphql(`
  query PlanInFull($number: Int!) {
    plan(number: $number) {
      number region state replaces seed seconds reason askedBy askedAt beginsAt progress stage stations stationsShort worstChance
      leastSlackHours cost adoptedAt adoptedBy
      why { indonesian english }
      proposal {
        scenarios vesselHours sources
        tiers { tier stations unserved belowTarget worstChance leastSlackHours }
        legs {
          code kind travels conveyance name sailing loadsAt departsAt arrivesAt returnsAt lastSafeDeparture boxes metres cost line
          from { code name lon lat } to { code name lon lat }
          calls { arrivesAt beginsAt leavesAt boxes place { code name lon lat tides { opensAt closesAt } } }
          fallbacks { rank name departsAt arrivesAt boxes isInTime why { indonesian english } }
        }
        stations {
          station district tier boxes arrivesAt atDoorAt dueAt slackHours chance target legs place { code name lon lat } onward { travels line }
          why { code indonesian english }
        }
        unserved { station tier boxes short why { indonesian english } }
        breaks { conveyance name stations boxes }
      }
    }
  }
`);
export type PlanInFull = NonNullable<ResultOf<typeof PLAN>['plan']>;
export type Proposal = NonNullable<PlanInFull['proposal']>;
export type PlanLeg = Proposal['legs'][number];
export type PlanStation = Proposal['stations'][number];

export const PLAN_PROGRESS = graphql(`
  subscription PlanProgress($number: Int!) {
    planProgress(number: $number) { number state progress stage }
  }
`);
export type Progress = NonNullable<ResultOf<typeof PLAN_PROGRESS>['planProgress']>;

export const INPUTS = graphql(`
  query PlanInputs($region: String!) {
    boxes(filter: { region: $region, states: [PLANNED, ORDERED, PRODUCED, SHIPPED, RECEIVED, INSPECTED, ASSEMBLED, PACKED, SEALED] }) { totalCount }
    planningInputs { vessels { conveyance standbyRank } voyages { code } tides { place } seaStates { region } deadlines { region } }
  }
`);
export type Inputs = ResultOf<typeof INPUTS>;

export const COMPARE = graphql(`
  query ComparedPlans($one: Int!, $other: Int!) {
    comparePlans(one: $one, other: $other) {
      better
      one { number stationsShort worstChance leastSlackHours cost }
      other { number stationsShort worstChance leastSlackHours cost }
      differences { station place tier arrivesAt otherArrivesAt slackHours otherSlackHours chance otherChance }
    }
  }
`);
export type Comparison = NonNullable<ResultOf<typeof COMPARE>['comparePlans']>;

export const PROPOSE = graphql(`
  mutation PlanPropose($input: ProposePlanInput!) { proposePlan(input: $input) { number errors { code message } why { indonesian english } } }
`);
export const REPLAN = graphql(`
  mutation PlanReplan($input: ReplanInput!) { replan(input: $input) { number errors { code message } why { indonesian english } } }
`);
export const CANCEL = graphql(`
  mutation PlanCancel($input: CancelPlanInput!) { cancelPlan(input: $input) { number errors { code message } why { indonesian english } } }
`);
export const ADOPT = graphql(`
  mutation PlanAdopt($input: AdoptPlanInput!) { adoptPlan(input: $input) { number shipments replaced errors { code message } why { indonesian english } } }
`);
